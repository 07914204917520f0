// @ts-check
// VoiceGestures.cs: the microphone's button. A finger holds it, slides up to keep it running or left to throw it away; a
// click or a key starts it and needs no holding.

/** Pixels: more than a thumb trembles. */
const slide = 70;
/** Milliseconds: a shorter touch is a tap, which needs no holding either. */
const tap = 400;

/** @param {HTMLElement} button @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} gestures */
export function watch(button, gestures) {
  const all = new AbortController();
  let touched = false;
  /** @param {string} what */
  const tell = (what) => void gestures.invokeMethodAsync("OnGesture", what);

  button.addEventListener(
    "pointerdown",
    (event) => {
      touched = event.pointerType !== "mouse";
      if (!touched) {
        return;
      }

      const { clientX: x, clientY: y, pointerId: id, timeStamp: begun } = event;
      const held = new AbortController();
      all.signal.addEventListener("abort", () => held.abort());
      const options = { signal: held.signal };
      /** @param {string} what */
      const over = (what) => {
        held.abort();
        tell(what);
      };
      addEventListener(
        "pointermove",
        (move) => {
          if (move.pointerId === id && y - move.clientY > slide) {
            over("lock");
          } else if (move.pointerId === id && x - move.clientX > slide) {
            over("discard");
          }
        },
        options,
      );
      addEventListener("pointerup", (up) => up.pointerId === id && over(up.timeStamp - begun < tap ? "lock" : "release"), options);
      // The browser's own question about the microphone takes the finger away: then nothing needs to be held.
      addEventListener("pointercancel", (gone) => gone.pointerId === id && over("lock"), options);
      tell("press");
    },
    { signal: all.signal },
  );
  button.addEventListener(
    "click",
    () => {
      if (!touched) {
        tell("tap");
      }

      touched = false;
    },
    { signal: all.signal },
  );
  // A long touch opens no menu here.
  button.addEventListener("contextmenu", (event) => touched && event.preventDefault(), { signal: all.signal });
  return { stop: () => all.abort() };
}
