// @ts-check
// AppFrame.cs: keys for the whole app, the on-screen keyboard, and files that are dragged or pasted here.

import { hear } from "./app-keys.js";

/** @type {AbortController | undefined} */
let watching;

/** @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} frame */
export function watch(frame) {
  unwatch();
  watching = new AbortController();
  const { signal } = watching;
  hear(frame);
  for (const name of /** @type {const} */ (["dragenter", "dragover", "dragleave", "drop"])) {
    addEventListener(name, (event) => drag(event, frame), { signal });
  }
  addEventListener("paste", (event) => paste(event, frame), { signal });
  const viewport = window.visualViewport;
  viewport?.addEventListener("resize", keyboard, { signal });
  viewport?.addEventListener("scroll", keyboard, { signal });
  keyboard();
}

export function unwatch() {
  watching?.abort();
  watching = undefined;
  hear(undefined);
}

/** A chat that takes files is on the screen: file-picker.js does the rest. */
const isTaken = () => !!document.querySelector("[data-testid=attach]");

/**
 * A file that is dropped on a page opens in its place: the app would be gone. Where no chat takes it, the app says so.
 * @param {DragEvent} event
 * @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} frame
 */
function drag(event, frame) {
  if (isTaken() || !event.dataTransfer?.types.includes("Files")) {
    return;
  }

  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
  const over = event.type === "dragenter" || event.type === "dragover";
  // Leaving one element for another inside the page has a related target; leaving the page has none.
  if (over || event.type === "drop" || !event.relatedTarget) {
    document.documentElement.toggleAttribute("data-dropping", over);
  }

  if (event.type === "drop") {
    void frame.invokeMethodAsync("Offer");
  }
}

/** @param {ClipboardEvent} event @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} frame */
function paste(event, frame) {
  const pasted = event.clipboardData;
  // Text that comes with a picture of itself (from a spreadsheet) is text.
  if (!isTaken() && pasted && pasted.files.length > 0 && !pasted.types.includes("text/plain")) {
    event.preventDefault();
    void frame.invokeMethodAsync("Offer");
  }
}

/**
 * iOS puts its keyboard over the page and pans it; the app takes the room that is left instead. Elsewhere the layout
 * follows by itself, and a page that was zoomed by two fingers is left alone.
 */
function keyboard() {
  const viewport = window.visualViewport;
  const root = document.documentElement;
  const covered = viewport ? window.innerHeight - viewport.height : 0;
  if (!viewport || Math.abs(viewport.scale - 1) > 0.01 || covered < 120) {
    root.removeAttribute("data-keyboard");
    root.style.removeProperty("--visible-height");
    root.style.removeProperty("--visible-top");
    return;
  }

  root.toggleAttribute("data-keyboard", true);
  root.style.setProperty("--visible-height", `${Math.round(viewport.height)}px`);
  root.style.setProperty("--visible-top", `${Math.round(viewport.offsetTop)}px`);
}
