// @ts-check
// Screen.cs: what the page itself can do; decisions are made there.


const themeKey = "rubaru-theme";

/** @param {HTMLDialogElement} dialog */
export function open(dialog) {
  if (!dialog.open) {
    dialog.showModal();
  }
}

/** @param {HTMLDialogElement | null} dialog */
export function close(dialog) {
  dialog?.close();
}

/** @param {HTMLTextAreaElement} textArea */
export function sendOnEnter(textArea) {
  const keyboard = matchMedia("(hover: hover) and (pointer: fine)");
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

/** @param {HTMLElement} scroller @param {string} id Of the message, as in data-id. @returns whether it is there */
export function scrollToMessage(scroller, id) {
  const bubble = scroller.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (!bubble) {
    return false;
  }

  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  bubble.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
  // Restarted when the same message is shown twice.
  bubble.classList.remove("found");
  requestAnimationFrame(() => bubble.classList.add("found"));
  return true;
}

/** @param {HTMLElement} scroller The outer list is column-reverse: its latest end is position 0. */
export function scrollToLatest(scroller) {
  scroller.scrollTop = 0;
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
  document.documentElement.dataset.theme = value;
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
 * @param {HTMLElement} scroller
 * @param {HTMLElement} oldest
 * @param {HTMLElement} latest
 * @param {{ invokeMethodAsync(name: string, seen: boolean): Promise<void> }} watcher
 */
export function watchEnds(scroller, oldest, latest, watcher) {
  // Older messages load one screen before the end is reached, so that scrolling does not stop.
  const near = new IntersectionObserver(
    (entries) => watcher.invokeMethodAsync("OldestSeen", entries[entries.length - 1].isIntersecting),
    { root: scroller, rootMargin: "600px 0px 0px 0px" },
  );
  const end = new IntersectionObserver(
    (entries) => watcher.invokeMethodAsync("LatestSeen", entries[entries.length - 1].isIntersecting),
    { root: scroller, rootMargin: "0px 0px 80px 0px" },
  );
  near.observe(oldest);
  end.observe(latest);
  return {
    /** Looks again: an end that stayed in view after a page was added reports itself once more. */
    again() {
      near.unobserve(oldest);
      near.observe(oldest);
    },
    dispose() {
      near.disconnect();
      end.disconnect();
    },
  };
}
