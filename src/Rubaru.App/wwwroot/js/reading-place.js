// @ts-check
// What is read stays where it is while rows come and go around it: a part of message-window.js.

/**
 * @param {HTMLElement} scroller The outer list is column-reverse: its latest end is position 0.
 * @param {HTMLElement} list Its rows, oldest first.
 */
export function readingPlace(scroller, list) {
  /** @type {{ row: Element, offset: number }[]} */
  let anchors = [];
  let position = 0;
  let atEnd = true;

  /** How many of the messages in view are remembered: the first of them may be deleted. */
  const Anchors = 8;

  /**
   * The first messages that reach into view, and where they stand. Only messages: the line that names a day goes to the
   * older end when more of that day is drawn.
   */
  const remember = () => {
    position = scroller.scrollTop;
    atEnd = position > -2 && scroller.dataset.cut === undefined;
    const top = scroller.getBoundingClientRect().top;
    const rows = list.children;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].getBoundingClientRect().bottom > top) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    anchors = [];
    for (let at = low; at < rows.length && anchors.length < Anchors; at++) {
      if (rows[at].querySelector(":scope > [data-id]") !== null) {
        anchors.push({ row: rows[at], offset: rows[at].getBoundingClientRect().top - top });
      }
    }
  };

  /** Before the next picture: not every browser anchors a reversed scroller, and none while rows are taken off below. */
  const restore = () => {
    if (atEnd && scroller.dataset.cut === undefined) {
      scroller.scrollTop = 0;
      return;
    }
    const anchor = anchors.find((candidate) => candidate.row.isConnected);
    if (anchor !== undefined) {
      // What was scrolled since is wanted, unless the list became too short for the position and the browser cut it.
      const now = scroller.scrollTop;
      const cut = now > position && now <= scroller.clientHeight - scroller.scrollHeight + 1;
      const top = anchor.row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      const moved = top - anchor.offset + (cut ? 0 : now - position);
      if (Math.abs(moved) >= 1) {
        scroller.scrollTop += moved;
      }
      remember();
    }
  };

  return { remember, restore };
}
