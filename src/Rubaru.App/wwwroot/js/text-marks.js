// @ts-check
// message-window.js: marks what is searched for without changing the page, by CSS highlights.

/**
 * @param {HTMLElement} list
 * @param {(texts: string[]) => Promise<unknown>} find start and length in turn, for each text
 * @param {() => boolean} wanted still, when the answer is there
 */
export async function markTexts(list, find, wanted) {
  const texts = [...list.querySelectorAll("[data-part=text], .file-name")].flatMap(textNodes);
  const found = /** @type {number[][]} */ (await find(texts.map((text) => text.data)));
  const ranges = found.flatMap((places, index) =>
    places.flatMap((start, i) => (i % 2 === 0 ? [range(texts[index], start, places[i + 1])] : [])),
  );
  setMarks(wanted() ? ranges : []);
}

/** Browsers without highlights point out the row alone. @param {Range[]} ranges */
export function setMarks(ranges) {
  CSS.highlights?.set("found", new Highlight(...ranges));
}

/** @param {Element} element @returns {Text[]} */
function textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    found.push(/** @type {Text} */ (walker.currentNode));
  }
  return found;
}

/** @param {Text} text @param {number} start @param {number} length */
function range(text, start, length) {
  const marked = document.createRange();
  marked.setStart(text, Math.min(start, text.length));
  marked.setEnd(text, Math.min(start + length, text.length));
  return marked;
}
