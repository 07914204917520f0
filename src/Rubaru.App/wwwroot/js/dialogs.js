// @ts-check
// Dialogs.cs: sheets, modal or beside the chat, and the focus that comes back from them.

const wide = matchMedia("(min-width: 1024px)");

/** What was pressed to open each sheet on the page. @type {{ dialog: HTMLDialogElement, opener: Element | null }[]} */
let standing = [];

/** A sheet that may dock stands beside the chat where there is room for three panes. @param {HTMLDialogElement} dialog */
export function open(dialog) {
  if (dialog.open) {
    return;
  }

  giveFocusBack(dialog);
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

/**
 * A browser gives the focus back to what had it before. A sheet that took the place of another found nothing there: then
 * it goes to what opened the first.
 * @param {HTMLDialogElement} dialog
 */
function giveFocusBack(dialog) {
  const replaced = standing.findLast((other) => !other.dialog.isConnected);
  standing = standing.filter((other) => other.dialog.isConnected);
  const active = document.activeElement;
  const opener = active === document.body && replaced ? replaced.opener : active;
  standing.push({ dialog, opener });
  dialog.addEventListener(
    "close",
    () => {
      standing = standing.filter((other) => other.dialog !== dialog);
      if (document.activeElement === document.body && opener instanceof HTMLElement && opener.isConnected) {
        opener.focus({ preventScroll: true });
      }
    },
    { once: true },
  );
}

/** @param {HTMLDialogElement | null} dialog */
export function close(dialog) {
  dialog?.close();
}
