// @ts-check
// Keys of the whole app, from the first moment: start.js imports this before the app runs, app-frame.js hands them on.

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Frame */

/** For how long, in ms, a key is kept that was pressed before the app could hear it. */
const Fresh = 10_000;

/** @type {Frame | undefined} */
let listener;

/** When Ctrl+K was pressed and nobody listened. */
let pressed = -Infinity;

/** @param {Frame | undefined} frame who hears the keys from now on */
export function hear(frame) {
  listener = frame;
  if (frame && performance.now() - pressed < Fresh) {
    pressed = -Infinity;
    void frame.invokeMethodAsync("Press", "k");
  }
}

addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || document.querySelector("dialog:modal")) {
    return;
  }

  // The second Ctrl+F in a row is the browser's own.
  const inChat = document.querySelector("[data-testid=chat-menu]") && !document.activeElement?.matches("[data-testid=find]");
  if (listener && (key === "k" || (key === "f" && inChat))) {
    event.preventDefault();
    void listener.invokeMethodAsync("Press", key);
  } else if (key === "k" && document.querySelector(".pane-list")) {
    // The list, or its shape while the app starts.
    event.preventDefault();
    pressed = performance.now();
  }
});
