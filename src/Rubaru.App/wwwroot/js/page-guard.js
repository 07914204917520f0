// @ts-check
// PageGuard.cs: the browser asks before it closes a page with work in progress, and the screen stays on while something moves.

let awake = false;
/** @type {{ release(): Promise<void> } | null} */
let lock = null;

/** @param {BeforeUnloadEvent} event */
const ask = (event) => {
  event.preventDefault();
  event.returnValue = true; // older browsers ask by this alone
};

async function hold() {
  const screens = /** @type {any} */ (navigator).wakeLock;
  // Only a page that is seen may; the browser lets go of it when it is hidden, and it is asked for again.
  if (!awake || lock || !screens || document.visibilityState === "hidden") {
    return;
  }

  try {
    const held = await screens.request("screen");
    held.addEventListener("release", () => {
      if (lock === held) {
        lock = null;
      }
    });
    lock = held;
    if (!awake) {
      await letGo(); // over while the browser thought about it
    }
  } catch {
    // An empty battery, or a browser that does not want to: the transfer goes on after the screen is on again.
  }
}

async function letGo() {
  const held = lock;
  lock = null;
  await held?.release().catch(() => {});
}

/** With a listener some browsers keep no page for "back", so there is one only while it is needed. @param {boolean} now */
export function warn(now) {
  if (now) {
    addEventListener("beforeunload", ask);
  } else {
    removeEventListener("beforeunload", ask);
  }
}

/** @param {boolean} now */
export async function stayAwake(now) {
  awake = now;
  await (now ? hold() : letGo());
}

document.addEventListener("visibilitychange", () => void hold());
