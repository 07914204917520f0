// @ts-check
// Screen.cs: what the page itself can do; decisions are made there.


const themeKey = "rubaru-theme";

const wide = matchMedia("(min-width: 1024px)");

const keyboard = matchMedia("(hover: hover) and (pointer: fine)");

/** A sheet that may dock stands beside the chat where there is room for three panes. @param {HTMLDialogElement} dialog */
export function open(dialog) {
  if (dialog.open) {
    return;
  }

  if (!dialog.classList.contains("dockable")) {
    dialog.showModal();
    return;
  }

  const show = () => {
    dialog.toggleAttribute("data-docked", wide.matches);
    if (wide.matches) {
      dialog.show();
    } else {
      dialog.showModal();
    }
  };
  const change = () => {
    if (dialog.isConnected && dialog.open) {
      // Nobody hears that it closed: the sheet stays, only its place changes.
      addEventListener("close", (event) => event.stopImmediatePropagation(), { capture: true, once: true });
      dialog.close();
      show();
    }
  };
  show();
  wide.addEventListener("change", change);
  /** @param {KeyboardEvent} event */
  const escape = (event) => {
    // Where the key was pressed, not what has the focus by now: a menu or a bar that Escape closed left it to the page.
    const here = event.target === document.body || (event.target instanceof Node && dialog.contains(event.target));
    if (event.key === "Escape" && here && dialog.hasAttribute("data-docked") && !document.querySelector("dialog:modal")) {
      dialog.close();
    }
  };
  addEventListener("keydown", escape);
  dialog.addEventListener(
    "close",
    () => {
      wide.removeEventListener("change", change);
      removeEventListener("keydown", escape);
    },
    { once: true },
  );
}

/** @param {HTMLDialogElement | null} dialog */
export function close(dialog) {
  dialog?.close();
}

/** @param {HTMLTextAreaElement} textArea */
export function sendOnEnter(textArea) {
  textArea.addEventListener("keydown", (event) => {
    // 229 is what Safari reports for the Enter that ends an input method's composition.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !composing && keyboard.matches) {
      event.preventDefault();
      textArea.form?.requestSubmit();
    }
  });
}

/**
 * @param {HTMLTextAreaElement} textArea
 * @param {{ invokeMethodAsync(name: string): Promise<void> }} keys ComposerKeys.cs
 */
export function watchKeys(textArea, keys) {
  textArea.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) {
      return;
    }

    if (event.key === "ArrowUp" && textArea.value === "") {
      event.preventDefault();
      keys.invokeMethodAsync("EditLast");
    } else if (event.key === "Escape") {
      keys.invokeMethodAsync("Cancel");
    }
  });
}

/** @param {HTMLInputElement} field */
export function keepCaret(field) {
  field.addEventListener("keydown", (event) => {
    const arrow = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (arrow && !event.isComposing && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
    }
  });
}

/** @param {string} id */
export function intoView(id) {
  document.getElementById(id)?.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} field */
export function focusForKeyboard(field) {
  if (keyboard.matches) {
    field.focus();
  }
}

/** @param {string} title */
export function setTitle(title) {
  if (document.title !== title) {
    document.title = title;
  }
}

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

/** A page that is not visible draws nothing; then there is nothing to wait for either. @returns {Promise<void>} */
export const painted = () =>
  new Promise((resolve) => {
    if (document.visibilityState === "hidden") {
      resolve();
    } else {
      requestAnimationFrame(() => setTimeout(resolve));
    }
  });

export function back() {
  history.back();
}

/**
 * Below, or above where that is too low; beside something taller than the window it stands over it. The position is the
 * style's to take: where the menu is a sheet it has none.
 * @param {HTMLElement} menu @param {HTMLElement} beside @param {boolean} atStart
 */
export function place(menu, beside, atStart) {
  const at = beside.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const lowest = window.innerHeight - height - 8;
  const below = at.bottom + 4;
  const top = below > lowest ? Math.min(at.top - height - 4, lowest) : below;
  const rtl = getComputedStyle(menu).direction === "rtl";
  const left = rtl === atStart ? at.right - width : at.left;
  menu.style.setProperty("--menu-top", `${Math.max(8, top)}px`);
  menu.style.setProperty("--menu-left", `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`);
}
