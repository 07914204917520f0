// @ts-check
// FileInput.cs: what an image looks like, and the image without its metadata. A canvas holds pixels and nothing else, so
// what is encoded from it has no place, no time and no camera in it.
import { blobOf, keep } from "./file-sources.js";
import { rasterOf } from "./raster.js";

const thumbnailSide = 320;
/** FileLimits.ThumbnailBytes */
const thumbnailBytes = 10 * 1024;
const qualities = [0.7, 0.5, 0.35, 0.2, 0.1];
const photoQuality = 0.85;

/** @param {ImageBitmap} image @param {number} side @param {string} type @param {number} quality @returns {Promise<Blob | null>} */
function encode(image, side, type, quality) {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext("2d");
  if (!context) {
    return Promise.resolve(null);
  }

  if (type === "image/jpeg") {
    // What is transparent would come out black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
  }

  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}

/** @param {number} id @param {number} most @returns {Promise<Uint8Array>} the first bytes, to be judged before anything is decoded */
export const head = async (id, most) => new Uint8Array(await blobOf(id).slice(0, most).arrayBuffer());

/** @param {number} id @returns {Promise<Uint8Array>} width(4) || height(4) || thumbnail; empty: no raster image */
export async function describe(id) {
  const blob = blobOf(id);
  if (!(await rasterOf(blob))) {
    return new Uint8Array();
  }

  /** @type {ImageBitmap} */
  let image;
  try {
    image = await createImageBitmap(blob);
  } catch {
    return new Uint8Array(); // damaged, or larger than this browser decodes: it goes as a file
  }

  try {
    for (const side of [thumbnailSide, thumbnailSide / 2, thumbnailSide / 4]) {
      for (const quality of qualities) {
        const small = await encode(image, side, "image/jpeg", quality);
        if (small && small.size <= thumbnailBytes) {
          const bytes = new Uint8Array(8 + small.size);
          const view = new DataView(bytes.buffer);
          view.setUint32(0, image.width);
          view.setUint32(4, image.height);
          bytes.set(new Uint8Array(await small.arrayBuffer()), 8);
          return bytes;
        }
      }
    }

    return new Uint8Array();
  } finally {
    image.close();
  }
}

/**
 * The same image without metadata, at most this large. An animation would lose its movement, so it stays as it is.
 * @param {number} id
 * @param {number} side longest side in pixels
 * @returns {Promise<string[]>} number, size, MIME type, width and height of the new one; empty: it cannot be done
 */
export async function withoutMetadata(id, side) {
  const blob = blobOf(id);
  const type = await rasterOf(blob);
  if (!type || type === "image/gif") {
    return [];
  }

  const image = await createImageBitmap(blob);
  try {
    const scale = Math.min(1, side / Math.max(image.width, image.height));
    const clean = await encode(image, side, type === "image/jpeg" ? type : "image/webp", photoQuality);
    return clean
      ? [keep(clean, ""), clean.size, clean.type, Math.round(image.width * scale), Math.round(image.height * scale)].map(String)
      : [];
  } finally {
    image.close();
  }
}

export { drop } from "./file-sources.js";
