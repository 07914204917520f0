// @ts-check
// MessageWindow.cs: keeps what is read in its place while messages come and go above and below it.

import { setMarks, markTexts } from "./text-marks.js";

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Watcher */

/**
 * @param {HTMLElement} scroller The outer list is column-reverse: its latest end is position 0.
 * @param {HTMLElement} oldest
 * @param {HTMLElement} latest
 * @param {Watcher} watcher
 */
export function watch(scroller, oldest, latest, watcher) {
  const list = /** @type {HTMLElement} */ (scroller.querySelector("ol"));
  /** @type {{ row: Element, offset: number }[]} */
  let anchors = [];
  let position = 0;
  let atEnd = true;
  let marking = false;

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

  const mark = () => markTexts(list, (texts) => watcher.invokeMethodAsync("Find", texts), () => marking);

  const changed = new MutationObserver(() => {
    restore();
    if (marking) {
      void mark();
    }
  });
  changed.observe(list, { childList: true, subtree: true, characterData: true });
  const sized = new ResizeObserver(restore);
  sized.observe(list);
  sized.observe(scroller);
  scroller.addEventListener("scroll", remember, { passive: true });

  /** @param {string} method @param {string} margin */
  const tell = (method, margin) =>
    new IntersectionObserver(
      (entries) => void watcher.invokeMethodAsync(method, entries[entries.length - 1].isIntersecting),
      { root: scroller, rootMargin: margin },
    );
  // Older and newer messages are drawn before their end is reached, so that scrolling does not stop.
  const older = tell("OldestSeen", "1200px 0px 0px 0px");
  const newer = tell("NewestSeen", "0px 0px 1200px 0px");
  const end = tell("LatestSeen", "0px 0px 80px 0px");
  older.observe(oldest);
  newer.observe(latest);
  end.observe(latest);

  return {
    /** Looks again: an end that stayed in view after rows were added reports itself once more. */
    again() {
      for (const [observer, target] of /** @type {const} */ ([[older, oldest], [newer, latest], [end, latest]])) {
        observer.unobserve(target);
        observer.observe(target);
      }
    },

    toLatest() {
      scroller.scrollTop = 0;
      remember();
    },

    /** Opens at the first unread message where it would be above the screen. */
    toUnread() {
      const line = list.querySelector(".unread-line");
      if (line && line.getBoundingClientRect().top < scroller.getBoundingClientRect().top) {
        line.scrollIntoView({ block: "start" });
        remember();
      }
    },

    /** @param {string} id @param {boolean} flash @returns {boolean} whether it is drawn */
    show(id, flash) {
      const bubble = list.querySelector(`[data-id="${CSS.escape(id)}"]`);
      bubble?.scrollIntoView({ block: "center" });
      remember();
      if (bubble && flash) {
        // Restarted when the same message is shown twice.
        bubble.classList.remove("found");
        requestAnimationFrame(() => bubble.classList.add("found"));
      }
      return bubble !== null;
    },

    /** @param {boolean} on */
    async mark(on) {
      marking = on;
      await (on ? mark() : setMarks([]));
    },

    dispose() {
      setMarks([]);
      changed.disconnect();
      sized.disconnect();
      for (const observer of [older, newer, end]) {
        observer.disconnect();
      }
      scroller.removeEventListener("scroll", remember);
    },
  };
}
