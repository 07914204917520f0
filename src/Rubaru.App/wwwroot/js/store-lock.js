// @ts-check
// The exclusive lock of the profile (protocol section 6, "One writer"): held until released or until the tab is gone.

const lockName = "rubaru-store";

/**
 * @param {boolean} steal take it from the tab that has it
 * @param {() => void} lose called when another tab takes it
 * @returns {Promise<(() => void) | null>} gives it back; null when another tab has it
 */
export function acquire(steal, lose) {
  return new Promise((resolve, reject) => {
    let held = false;
    navigator.locks
      .request(lockName, steal ? { steal } : { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(null);
          return;
        }

        held = true;
        return new Promise((free) => resolve(() => free(undefined)));
      })
      // AbortError is the only way to lose a lock that was granted: it was stolen.
      .catch((error) => (held ? lose() : reject(error)));
  });
}
