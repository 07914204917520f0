// @ts-check
// AppBadge.cs.

/** @param {number} count */
export async function show(count) {
  try {
    await (count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.());
  } catch {
    // Not installed, or the system shows no badges: the tab's title says it too.
  }
}
