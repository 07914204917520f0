// @ts-check
// ImageViewer.razor: zoom by wheel, double click and two fingers; the image is moved by dragging it, and a swipe that
// meets an image of its usual size shows the next one.

const most = 8;
const step = 1.25;
const swipe = 60;

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Events */

/** @param {HTMLElement} stage @param {Events} events */
export function watch(stage, events) {
  let scale = 1;
  let x = 0;
  let y = 0;
  /** @type {Map<number, { x: number, y: number }>} */
  const fingers = new Map();
  let spread = 0;
  let travelled = 0;

  const draw = () => {
    const image = stage.querySelector("img");
    if (image) {
      // Through the object model: the page's policy allows no style in markup.
      image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
      stage.toggleAttribute("data-zoomed", scale > 1);
    }
  };
  /** @param {number} to */
  const zoom = (to) => {
    scale = Math.min(most, Math.max(1, to));
    if (scale === 1) {
      x = y = 0;
    }

    draw();
  };
  const distance = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };

  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(scale * (event.deltaY < 0 ? step : 1 / step));
    },
    { passive: false },
  );
  stage.addEventListener("dblclick", () => zoom(scale > 1 ? 1 : 2.5));
  stage.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    stage.setPointerCapture(event.pointerId);
    travelled = 0;
    if (fingers.size === 2) {
      spread = distance();
    }
  });
  stage.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) {
      return;
    }

    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) {
      const now = distance();
      zoom(scale * (now / (spread || now)));
      spread = now;
    } else if (scale > 1) {
      x += event.clientX - before.x;
      y += event.clientY - before.y;
      draw();
    } else {
      travelled += event.clientX - before.x;
    }
  });
  /** @param {PointerEvent} event */
  const lifted = (event) => {
    if (fingers.delete(event.pointerId) && fingers.size === 0 && scale === 1 && Math.abs(travelled) > swipe) {
      events.invokeMethodAsync("Step", travelled < 0 ? 1 : -1);
    }
  };
  stage.addEventListener("pointerup", lifted);
  stage.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
  return {
    /** Another image is shown. */
    reset: () => zoom(1),
    /** @param {boolean} closer */
    zoom: (closer) => zoom(closer ? scale * step * step : scale / (step * step)),
  };
}
