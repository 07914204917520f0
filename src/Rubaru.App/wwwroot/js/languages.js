// @ts-check
// Languages.cs: the language files. boot.js has chosen one and begun to load it before .NET was there.

const key = "rubaru-language"; // read by boot.js

/** @typedef {{ code: string, text: Promise<string> }} Begun */

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

/**
 * From now on the page is in this language; the service worker keeps its file for starts without a network.
 * @param {string} code @param {string} text
 */
function use(code, text) {
  document.documentElement.lang = code;
  navigator.serviceWorker?.ready.then(({ active, waiting }) => {
    // The version that waits must have it, too: it may take over where there is no network.
    [active, waiting].forEach((worker) => worker?.postMessage({ keep: address(code) }));
  });
  return [code, text];
}

/** @returns {Promise<string[]>} the language and its texts */
export async function start() {
  /** @type {Begun} */
  const begun = /** @type {any} */ (globalThis).rubaruTexts;
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
