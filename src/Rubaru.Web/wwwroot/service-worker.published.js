// @ts-check
// Keeps one published version of the app, whole and checked, for starts without a network. It never replaces the running
// version by itself: the page asks ("activate") after the person agreed. Nothing but the app's own files is ever kept.

/** @typedef {{ waitUntil(work: Promise<unknown>): void }} LifetimeEvent */
/** @type {any} */
const worker = self;

// Under the page's policy a worker, too, takes script addresses only from the one policy named "default".
worker.trustedTypes?.createPolicy("default", {
  /** @param {string} url */
  createScriptURL(url) {
    if (new URL(url, location.href).origin !== location.origin) {
      throw new TypeError(`Refused script: ${url}`);
    }

    return url;
  },
});
worker.importScripts("./service-worker-assets.js", "./service-worker-push.js", "./service-worker-share.js");

/** @type {{ version: string, assets: { hash: string, url: string }[] }} */
const manifest = worker.assetsManifest;
const prefix = "rubaru-app-";
const cacheName = prefix + manifest.version;
const scope = new URL("./", location.href);
const start = new URL("index.html", scope).href;
const files = manifest.assets.filter((asset) => !/(^|\/)service-worker[^/]*\.js$/.test(asset.url));
const byAddress = new Map(files.map((asset) => [new URL(asset.url, scope).href, asset]));

/** Answered by the server or not at all. */
const server = /^\/(v1|api|health|metrics|\.well-known)(\/|$)/;

/** Languages: only those are kept that were used on this device. @param {string} url */
const isText = (url) => /\/texts\/[\w-]+\.json$/.test(url);

/** @param {{ hash: string, url: string }} asset */
const requestOf = (asset) =>
  new Request(new URL(asset.url, scope).href, { integrity: asset.hash, cache: "no-cache", credentials: "omit" });

async function install() {
  const cache = await caches.open(cacheName);
  const used = await Promise.all(
    files.map(async (asset) => !isText(asset.url) || !!(await caches.match(new URL(asset.url, scope).href))),
  );
  await cache.addAll(files.filter((_, index) => used[index]).map(requestOf));
}

/** A file of this version, and no other's: the hash is checked. @param {string} url @returns {Promise<Response>} */
async function keep(url) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(url);
  if (kept) {
    return kept;
  }

  try {
    await cache.add(requestOf(/** @type {{ hash: string, url: string }} */ (byAddress.get(url))));
  } catch {
    // No network: what the page kept when it was used, perhaps under another version, is better than no words.
    return (await caches.match(url)) ?? Response.error();
  }

  return (await cache.match(url)) ?? Response.error();
}

/**
 * The files that never differ within a version come straight from the cache, without waking this worker for each of
 * them (Chromium; elsewhere "fetch" below answers). What is missing there is fetched, as below.
 * @param {any} event
 */
function route(event) {
  const source = { cacheName };
  event.addRoutes?.(
    ["_framework/*", "_content/*/css/*", "_content/*/js/*", "css/*", "js/*", "lib/*", "icons/*"].map((path) => ({
      condition: { urlPattern: new URL(path, scope).href, requestMethod: "get" },
      source,
    })),
  );
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)));
}

/** @param {Request} request @param {string} url */
async function respond(request, url) {
  if (isText(url)) {
    return keep(url);
  }

  const cache = await caches.open(cacheName);
  return (await cache.match(url)) ?? fetch(request);
}

worker.addEventListener("install", (/** @type {LifetimeEvent} */ event) => {
  route(event);
  event.waitUntil(install());
});
worker.addEventListener("activate", (/** @type {LifetimeEvent} */ event) => event.waitUntil(activate()));
worker.addEventListener("message", (/** @type {MessageEvent} */ event) => {
  if (event.data === "activate") {
    worker.skipWaiting();
  }
});
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  /** @type {Request} */
  const request = event.request;
  const url = new URL(request.url);
  url.hash = url.search = "";
  if (request.method !== "GET" || url.origin !== location.origin || server.test(url.pathname)) {
    return;
  }

  // Every address of the app is one page; a file that is not ours goes to the server.
  if (request.mode === "navigate" && !byAddress.has(url.href)) {
    event.respondWith(respond(request, start));
  } else if (byAddress.has(url.href)) {
    event.respondWith(respond(request, url.href));
  }
});
