// @ts-check
// Languages.cs: the language files. boot.js has chosen one and begun to load it before .NET was there.

/** @typedef {{ invokeMethodAsync(name: string, code: string, text: string): Promise<unknown> }} Events Languages.cs */

const key = "rubaru-language"; // read by boot.js

/** Beside the versions' own caches: what is in it is kept by the version that the service worker installs. */
const cacheName = "rubaru-texts";

/** What boot.js left: the language, its file on the way, and how it chose. */
const begun = /** @type {{ code: string, text: Promise<string>, wanted: () => string }} */ (
  /** @type {any} */ (globalThis).rubaruTexts
);

/** @param {string} code */
const address = (code) => new URL(`_content/Rubaru.App/texts/${code}.json`, document.baseURI).href;

/** @param {string} code @returns {Promise<string>} */
async function load(code) {
  const answer = await fetch(address(code), { cache: "no-cache" });
  if (!answer.ok) {
    throw new Error(`${answer.status} for the language ${code}`);
  }

  return answer.text();
}

/** For starts without a network. @param {string} code @param {string} text */
async function keep(code, text) {
  try {
    const headers = { "Content-Type": "application/json" };
    await (await caches.open(cacheName)).put(address(code), new Response(text, { headers }));
  } catch {
    // No room, or an insecure page, which has no caches: the language holds while there is a network.
  }
}

/** From now on the page is in this language. @param {string} code @param {string} text */
function use(code, text) {
  document.documentElement.lang = code;
  keep(code, text); // nothing waits for it
  return [code, text];
}

/**
 * @param {Events} events hears of another language from now on
 * @returns {Promise<string[]>} the language and its texts
 */
export async function start(events) {
  follow(events);
  try {
    return use(begun.code, await begun.text);
  } catch {
    return use("en", await load("en")); // the next start tries the wanted one again
  }
}

/** @param {string} code @returns {Promise<string[]>} */
export async function choose(code) {
  const chosen = use(code, await load(code));
  localStorage.setItem(key, code);
  return chosen;
}

export function forget() {
  localStorage.removeItem(key);
}

/**
 * The browser's language changed while the app runs: it follows, unless a language was chosen here.
 * @param {Events} events
 */
function follow(events) {
  addEventListener("languagechange", async () => {
    const code = begun.wanted();
    if (code !== document.documentElement.lang) {
      const text = await load(code);
      await events.invokeMethodAsync("OnLanguage", code, text);
      use(code, text);
    }
  });
}
