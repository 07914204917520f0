// @ts-check
// OptionsField.cs: a field whose arrow keys go through what is listed below it.

/** @param {HTMLInputElement} field */
export function ownKeys(field) {
  field.addEventListener("keydown", (event) => {
    // Enter chooses what is listed; the button that has the focus after that is not pressed by the same Enter.
    const ours = event.key === "ArrowUp" || event.key === "ArrowDown" || event.key === "Enter";
    if (ours && !event.isComposing && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
    }
  });
}

/** @param {string} id */
export function intoView(id) {
  document.getElementById(id)?.scrollIntoView({ block: "nearest" });
}
