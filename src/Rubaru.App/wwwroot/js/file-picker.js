// @ts-check
// FileInput.cs: files that are chosen, pasted or dropped. They stay here; .NET gets their numbers.
import { keep } from "./file-sources.js";

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Events */

/** @param {DataTransfer | null} data */
const hasFiles = (data) => !!data && Array.from(data.types).includes("Files");

/**
 * @param {HTMLInputElement} input
 * @param {HTMLInputElement} camera
 * @param {Events} events AttachFiles.razor
 */
export function watch(input, camera, events) {
  /** @param {FileList | undefined} list */
  const chosen = (list) => {
    const files = Array.from(list ?? []);
    if (files.length > 0) {
      const ids = files.map((file) => keep(file, file.name));
      events.invokeMethodAsync("Chosen", ids, files.map((f) => f.name), files.map((f) => f.type), files.map((f) => f.size));
    }
  };
  let depth = 0;
  /** @param {boolean} over */
  const dragging = (over) => events.invokeMethodAsync("Dragging", over);
  const free = () => input.isConnected && !document.querySelector("dialog:modal");

  const stop = new AbortController();
  const { signal } = stop;
  for (const source of [input, camera]) {
    source.addEventListener("change", () => {
      chosen(source.files ?? undefined);
      source.value = ""; // the same file can be chosen again
    });
  }

  addEventListener(
    "paste",
    (event) => {
      const pasted = event.clipboardData;
      // Text that comes with a picture of itself (from a spreadsheet) is text.
      if (free() && pasted?.files.length && !pasted.types.includes("text/plain")) {
        event.preventDefault();
        chosen(pasted.files);
      }
    },
    { signal },
  );
  // Without these the browser would open the dropped file in place of the app.
  addEventListener("dragover", (event) => hasFiles(event.dataTransfer) && event.preventDefault(), { signal });
  addEventListener("dragenter", (event) => free() && hasFiles(event.dataTransfer) && ++depth === 1 && dragging(true), { signal });
  addEventListener("dragleave", (event) => hasFiles(event.dataTransfer) && depth > 0 && --depth === 0 && dragging(false), { signal });
  addEventListener(
    "drop",
    (event) => {
      if (hasFiles(event.dataTransfer)) {
        event.preventDefault();
        depth = 0;
        dragging(false);
        if (free()) {
          chosen(event.dataTransfer?.files);
        }
      }
    },
    { signal },
  );
  return { stop: () => stop.abort() };
}

/** @param {HTMLInputElement} input */
export const choose = (input) => input.click();
