// @ts-check
// QrReader.cs: pictures of a camera, a file or the clipboard, searched for a QR code by jsQR. Nothing of them is kept.

/**
 * @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<void> }} Watcher
 * @typedef {(pixels: Uint8ClampedArray, width: number, height: number, options: object) => { binaryData: number[] } | null} Decode
 */

/** Longest side in pixels at which a frame is searched: a code that fills a quarter of it is still read, in some 20 ms. */
const FRAME_SIDE = 640;
/** A photograph is searched in several sizes: noise hides a code in a large one, and a small code is lost in a small one. */
const PICTURE_SIDES = [1000, 1800, 600];
const FRAME_PAUSE_MS = 120;

/** @type {Promise<Decode> | undefined} */
let loading;
/** @type {WeakMap<HTMLVideoElement, { stream?: MediaStream, paste: AbortController }>} */
const scanners = new WeakMap();
const canvas = document.createElement("canvas");

function load() {
  loading ??= import(new URL("lib/jsQR.js", document.baseURI).href).then(
    () => /** @type {any} */ (globalThis).jsQR,
    (error) => {
      loading = undefined; // offline and not cached: the next try may find it
      throw error;
    },
  );
  return loading;
}

/** @param {Decode} decode @param {CanvasImageSource} image @param {number} width @param {number} height @param {number} side */
function search(decode, image, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height, 1));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return null;
  pen.fillStyle = "#fff"; // what is transparent counts as paper
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const found = decode(data, canvas.width, canvas.height, { inversionAttempts: "attemptBoth" });
  return found && found.binaryData.length > 0 ? new Uint8Array(found.binaryData) : null;
}

/** @param {Blob} file @returns {Promise<[string, Uint8Array?]>} "found" with the code's bytes, "nothing" or "no-picture" */
async function searchPicture(file) {
  const decode = await load();
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return ["no-picture"];
  for (const side of PICTURE_SIDES) {
    const bytes = search(decode, picture, picture.width, picture.height, side);
    if (bytes) return ["found", bytes];
  }
  return ["nothing"];
}

/** @param {Blob} file @param {Watcher} watcher */
async function tell(file, watcher) {
  try {
    const [result, bytes = new Uint8Array()] = await searchPicture(file);
    await watcher.invokeMethodAsync("OnPicture", result, bytes);
  } catch {
    await watcher.invokeMethodAsync("OnPicture", "failed", new Uint8Array()); // jsQR could not be loaded
  }
}

/** A pasted picture is searched while the scanner is on the screen. @param {HTMLVideoElement} video @param {Watcher} watcher */
export function watch(video, watcher) {
  const paste = new AbortController();
  scanners.set(video, { paste });
  document.addEventListener(
    "paste",
    (event) => {
      const file = [...(event.clipboardData?.files ?? [])].find((item) => item.type.startsWith("image/"));
      if (!file) return; // text goes where it is pasted
      event.preventDefault();
      void tell(file, watcher);
    },
    { signal: paste.signal },
  );
}

/** @param {HTMLVideoElement} video */
export function unwatch(video) {
  stop(video);
  scanners.get(video)?.paste.abort();
  scanners.delete(video);
}

/** @param {HTMLInputElement} input @param {Watcher} watcher */
export async function readFile(input, watcher) {
  const file = input.files?.[0];
  if (!file) return;
  await tell(file, watcher);
  input.value = ""; // the same file may be chosen again
}

/** @param {HTMLVideoElement} video @param {Watcher} watcher @returns {Promise<string>} "running", or why not */
export async function start(video, watcher) {
  stop(video);
  const scanner = scanners.get(video);
  if (!scanner || !navigator.mediaDevices?.getUserMedia) return "unsupported";
  try {
    const decode = await load();
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    if (!scanners.has(video) || scanner.stream) {
      for (const track of stream.getTracks()) track.stop();
      return "stopped"; // the sheet was closed while the browser asked
    }
    scanner.stream = stream;
    video.srcObject = stream;
    await video.play();
    setTimeout(() => look(decode, video, stream, watcher), FRAME_PAUSE_MS);
    return "running";
  } catch (error) {
    stop(video);
    return error instanceof DOMException ? error.name : "failed";
  }
}

/** @param {Decode} decode @param {HTMLVideoElement} video @param {MediaStream} stream @param {Watcher} watcher */
function look(decode, video, stream, watcher) {
  if (scanners.get(video)?.stream !== stream) return;
  const ended = stream.getTracks().every((track) => track.readyState === "ended");
  if (ended || document.hidden) {
    stop(video); // unplugged, or nobody looks: no camera runs behind a hidden page
    void watcher.invokeMethodAsync("OnEnded");
    return;
  }
  const bytes = video.videoWidth > 0 ? search(decode, video, video.videoWidth, video.videoHeight, FRAME_SIDE) : null;
  if (bytes) {
    stop(video);
    void watcher.invokeMethodAsync("OnPicture", "found", bytes);
  } else setTimeout(() => look(decode, video, stream, watcher), FRAME_PAUSE_MS);
}

/** @param {HTMLVideoElement} video */
export function stop(video) {
  const scanner = scanners.get(video);
  for (const track of scanner?.stream?.getTracks() ?? []) track.stop();
  if (scanner) delete scanner.stream;
  video.srcObject = null;
}
