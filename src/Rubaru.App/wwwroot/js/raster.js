// @ts-check
// Which raster image a file is, by its first bytes alone (RasterType.cs). SVG is none: it is a document with script.

/** @param {Blob} blob @returns {Promise<string | null>} its MIME type */
export async function rasterOf(blob) {
  const head = new Uint8Array(await blob.slice(0, 12).arrayBuffer());
  const text = String.fromCharCode(...head);
  return text.startsWith("\xFF\xD8\xFF") ? "image/jpeg"
    : text.startsWith("\x89PNG\r\n\x1A\n") ? "image/png"
    : /^GIF8[79]a/.test(text) ? "image/gif"
    : text.startsWith("RIFF") && text.slice(8) === "WEBP" ? "image/webp"
    : null;
}
