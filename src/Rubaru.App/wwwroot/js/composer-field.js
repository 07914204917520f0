// @ts-check
// ComposerField.cs: keys and focus of the field that messages are written in.

const keyboard = matchMedia("(hover: hover) and (pointer: fine)");

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

/** @param {HTMLElement} field */
export function focusForKeyboard(field) {
  if (keyboard.matches) {
    field.focus();
  }
}
