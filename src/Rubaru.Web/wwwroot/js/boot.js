// @ts-check
// Before anything else: the theme the person chose, and the one Trusted Types policy of the page.
(() => {
  try {
    document.documentElement.dataset.theme = localStorage.getItem("rubaru-theme") ?? "system";
  } catch {
    // Site data is blocked; the app itself says so.
  }

  /** @type {{ createPolicy(name: string, rules: object): unknown } | undefined} */
  const trustedTypes = /** @type {any} */ (globalThis).trustedTypes;
  trustedTypes?.createPolicy("default", {
    // Scripts only from this server. Markup and code from text are never needed, so they have no rule and fail.
    /** @param {string} url */
    createScriptURL(url) {
      if (new URL(url, document.baseURI).origin !== location.origin) {
        throw new TypeError(`Refused script: ${url}`);
      }

      return url;
    },
  });
})();
