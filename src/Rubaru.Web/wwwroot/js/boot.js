// @ts-check
// Before anything else: the theme and the language of the person, and the one Trusted Types policy of the page.
(() => {
  const languages = ["en", "hi", "hi-Latn"];

  /** What was chosen on this device, or the first of the browser's languages that there is. */
  function wanted() {
    let chosen = "";
    try {
      chosen = localStorage.getItem("rubaru-language") ?? "";
    } catch {
      // Site data is blocked; the app itself says so.
    }

    const tags = [chosen, ...navigator.languages].map((tag) =>
      /^hi-latn\b/i.test(tag) ? "hi-Latn" : tag.split("-")[0].toLowerCase(),
    );
    return tags.find((code) => languages.includes(code)) ?? "en";
  }

  /**
   * The colours of the page, and with them those of the browser's own bar: its two colours are for the system's themes.
   * @param {string} theme
   */
  function paint(theme) {
    document.documentElement.dataset.theme = theme;
    for (const meta of /** @type {NodeListOf<HTMLMetaElement>} */ (document.querySelectorAll("meta[data-bar]"))) {
      const bar = meta.dataset.bar;
      const chosen = theme === bar ? "all" : "not all";
      meta.media = theme === "light" || theme === "dark" ? chosen : `(prefers-color-scheme: ${bar})`;
    }
  }

  /** @type {any} */ (globalThis).rubaruTheme = paint;
  try {
    paint(localStorage.getItem("rubaru-theme") ?? "system");
  } catch {
    // As above.
  }

  // Its texts load beside the runtime; languages.js waits for them.
  const code = wanted();
  document.documentElement.lang = code;
  const text = fetch(`_content/Rubaru.App/texts/${code}.json`, { cache: "no-cache" }).then((answer) => {
    if (!answer.ok) {
      throw new Error(`${answer.status} for the language ${code}`);
    }

    return answer.text();
  });
  text.catch(() => {}); // languages.js hears of it
  /** @type {any} */ (globalThis).rubaruTexts = { code, text, wanted };

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

  // The browser's offer to install may come before the app is there to take it (app-install.js).
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    /** @type {any} */ (globalThis).rubaruInstall = event;
    dispatchEvent(new Event("rubaru-install"));
  });
})();
