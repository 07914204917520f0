// @ts-check
// Theme.cs: kept on this device; boot.js applies it before the app starts.

const themeKey = "rubaru-theme";

export function theme() {
  return localStorage.getItem(themeKey) ?? "system";
}

/** @param {string} value */
export function setTheme(value) {
  localStorage.setItem(themeKey, value);
  /** @type {any} */ (globalThis).rubaruTheme(value);
}

export function forgetTheme() {
  localStorage.removeItem(themeKey);
}
