// @ts-check
// Screen.cs: the page as a whole.

/** @param {string} title */
export function setTitle(title) {
  if (document.title !== title) {
    document.title = title;
  }
}

/** A page that is not visible draws nothing; then there is nothing to wait for either. @returns {Promise<void>} */
export const painted = () =>
  new Promise((resolve) => {
    if (document.visibilityState === "hidden") {
      resolve();
    } else {
      requestAnimationFrame(() => setTimeout(resolve));
    }
  });

export function back() {
  history.back();
}

/** The first that is there, without scrolling to it. @param {string} selector */
export function focus(selector) {
  const found = document.querySelector(selector);
  if (found instanceof HTMLElement) {
    found.focus({ preventScroll: true });
  }
}
