// @ts-check
// LockTriggers.cs: what locks the screen, and the veil over it while nobody looks.

/** Touches are reported at most this often. */
const quiet = 5_000;

/** @type {AbortController | undefined} */
let watching;

/**
 * @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} triggers
 * @param {boolean} veiled the page is unreadable while it is in the background
 * @returns {string} the keys that lock, as this system writes them
 */
export function watch(triggers, veiled) {
  unwatch();
  watching = new AbortController();
  const options = { signal: watching.signal, capture: true, passive: true };
  let told = 0;
  const touch = () => {
    if (Date.now() - told > quiet || Date.now() < told) {
      told = Date.now();
      triggers.invokeMethodAsync("OnTouch");
    }
  };
  for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    addEventListener(name, touch, options);
  }

  addEventListener(
    "keydown",
    (event) => {
      if (event.code === "KeyL" && event.shiftKey && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault();
        triggers.invokeMethodAsync("OnShortcut");
      }
    },
    { signal: watching.signal, capture: true },
  );

  if (veiled) {
    // The picture for the task switcher is taken now: no call to .NET is fast enough. On phones the switcher opens
    // before the page counts as hidden.
    const phone = matchMedia("(pointer: coarse)");
    const veil = () => {
      const away = document.visibilityState === "hidden" || (phone.matches && !document.hasFocus());
      document.documentElement.toggleAttribute("data-veiled", away);
    };
    document.addEventListener("visibilitychange", veil, options);
    addEventListener("blur", veil, options);
    addEventListener("focus", veil, options);
    veil();
  }

  return /^(Mac|iPhone|iPad)/.test(navigator.platform) ? "\u21e7\u2318L" : "Ctrl+Shift+L";
}

export function unwatch() {
  watching?.abort();
  watching = undefined;
  document.documentElement.removeAttribute("data-veiled");
}
