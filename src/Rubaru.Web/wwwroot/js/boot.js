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
    // Blazor inserts the fixed parts of its components as markup. Nothing a person wrote ever goes that way (text becomes
    // text nodes), so markup that could run or load something is refused, whatever its origin.
    /** @param {string} markup */
    createHTML(markup) {
      if (/<\s*(script|iframe|frame|object|embed|base|meta|link|style)\b|[\s"'/]on\w+\s*=|javascript:|srcdoc/i.test(markup)) {
        throw new TypeError(`Refused markup: ${markup}`);
      }

      return markup;
    },

    // Scripts only from this server. Code from text is never needed, so it has no rule and fails.
    /** @param {string} url */
    createScriptURL(url) {
      if (new URL(url, document.baseURI).origin !== location.origin) {
        throw new TypeError(`Refused script: ${url}`);
      }

      return url;
    },
  });
})();
