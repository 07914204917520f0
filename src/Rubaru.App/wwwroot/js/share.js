// @ts-check
// Share.cs.

export const available = () => typeof navigator.share === "function";

/** @param {string} text @param {string} url */
export async function share(text, url) {
  try {
    await navigator.share({ text, url });
    return true;
  } catch {
    return false; // cancelled or refused
  }
}
