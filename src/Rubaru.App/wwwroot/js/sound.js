// @ts-check
// Which sound a file is, by its first bytes alone: the two containers that recorders of browsers write (VoiceNote.Types).

/** @param {Blob} blob @returns {Promise<string | null>} the type under which it is played */
export async function soundOf(blob) {
  const head = String.fromCharCode(...new Uint8Array(await blob.slice(0, 8).arrayBuffer()));
  return head.startsWith("\x1A\x45\xDF\xA3") ? "audio/webm"
    : head.slice(4) === "ftyp" ? "audio/mp4"
    : null;
}
