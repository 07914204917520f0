// @ts-check
// Clipboard.cs.

/** @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or the page has no focus: the person is told
  }
}
