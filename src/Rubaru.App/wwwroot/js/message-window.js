// @ts-check
// MessageWindow.cs: tells when an end of what is drawn is near, and goes to a message.

import { readingPlace } from "./reading-place.js";
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
  const { remember, restore } = readingPlace(scroller, list);
  let marking = false;

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
