// @ts-check
// VoiceRecorder.cs: the microphone, from the press of a button to a recording in this page's memory. Nothing of it is
// written anywhere from here; what is sent is sealed first, and what is discarded is let go of.
import { blobOf, keep } from "./file-sources.js";

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Events VoiceEvents */
/** @typedef {{ end(): void, result(): Promise<Uint8Array> }} Recording */

/** What two people's browsers have in common first. The recorders of some write only the second. */
const kinds = ["audio/webm;codecs=opus", "audio/mp4;codecs=opus", "audio/mp4"];
/** Speech is clear, and a minute has a quarter of a megabyte. */
const bitsPerSecond = 32_000;
/** Milliseconds between two levels: as fast as a bar is followed by eye. */
const step = 100;
/** What is quieter than this many decibels below the loudest is silence. */
const floor = 50;
const loudest = 31;

/** One microphone, one recording. @type {Recording | null} */
let current = null;
/** Counts what was asked for: an answer to a question that was withdrawn is nothing. */
let asked = 0;

const kind = () =>
  typeof MediaRecorder === "function" && typeof AudioContext === "function" && "mediaDevices" in navigator
    ? kinds.find((type) => MediaRecorder.isTypeSupported(type))
    : undefined;

export const supported = () => kind() !== undefined;

/** @param {AnalyserNode} analyser @param {Float32Array<ArrayBuffer>} wave @returns {number} 0 to 31 */
function level(analyser, wave) {
  analyser.getFloatTimeDomainData(wave);
  const power = wave.reduce((sum, value) => sum + value * value, 0) / wave.length;
  const decibels = 10 * Math.log10(power + 1e-10);
  return Math.round(Math.min(1, Math.max(0, 1 + decibels / floor)) * loudest);
}

/** @param {Events} events @param {number} longest milliseconds @returns {Promise<string>} "running", or why not */
export async function start(events, longest) {
  discard();
  const mine = ++asked;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
    if (mine !== asked || document.visibilityState === "hidden") {
      stream.getTracks().forEach((track) => track.stop());
      return "stopped"; // withdrawn while the browser asked
    }

    current = record(stream, /** @type {string} */ (kind()), events, longest);
    return "running";
  } catch (error) {
    return error instanceof DOMException ? error.name : "failed";
  }
}

/** @param {MediaStream} stream @param {string} mimeType @param {Events} events @param {number} longest @returns {Recording} */
function record(stream, mimeType, events, longest) {
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: bitsPerSecond });
  const sound = new AudioContext();
  const analyser = sound.createAnalyser();
  sound.createMediaStreamSource(stream).connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  /** @type {Blob[]} */
  const parts = [];
  /** @type {number[]} */
  const levels = [];
  const stop = new AbortController();
  const begun = performance.now();
  let length = 0;
  let over = false;
  const finished = new Promise((resolve) => recorder.addEventListener("stop", resolve));

  /** @param {string} [reason] why, when the person did not end it */
  const end = (reason) => {
    if (over) {
      return;
    }

    over = true;
    length = Math.min(longest, performance.now() - begun);
    clearInterval(timer);
    stop.abort();
    if (recorder.state !== "inactive") {
      recorder.stop();
    }

    stream.getTracks().forEach((track) => track.stop());
    void sound.close();
    if (reason) {
      events.invokeMethodAsync("OnEnded", reason);
    }
  };

  // Each step is drawn: where movement is not wanted, once a second is enough to see that something is heard.
  const told = matchMedia("(prefers-reduced-motion: reduce)").matches ? 10 : 1;
  const timer = setInterval(() => {
    levels.push(level(analyser, wave));
    const now = performance.now() - begun;
    if (now >= longest) {
      end("limit");
    } else if (levels.length % told === 0) {
      events.invokeMethodAsync("OnHeard", now, new Uint8Array(levels.slice(-told)));
    }
  }, step);
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  // A microphone that is pulled out ends the recording, and so does a page that nobody sees: it never listens unseen.
  recorder.addEventListener("stop", () => end("device"));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && end("hidden"), { signal: stop.signal });
  recorder.start(1_000);
  return {
    end,
    async result() {
      end();
      await finished;
      const type = mimeType.split(";")[0];
      const blob = new Blob(parts, { type });
      const bytes = new Uint8Array(13 + levels.length);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, blob.size > 0 ? keep(blob, "") : 0);
      view.setUint32(4, blob.size);
      view.setUint32(8, length);
      view.setUint8(12, type === "audio/mp4" ? 1 : 0);
      bytes.set(levels, 13);
      return bytes;
    },
  };
}

/** @returns {Promise<Uint8Array>} number(4) || size(4) || milliseconds(4) || 1 of MP4 || levels; empty: nothing was running */
export async function finish() {
  const ended = current;
  current = null;
  return (await ended?.result()) ?? new Uint8Array();
}

export function discard() {
  asked++;
  current?.end();
  current = null;
}

/** Where the page hears what it recorded. @param {number} id */
export const listen = (id) => URL.createObjectURL(blobOf(id));

/** @param {string} url */
export const unlisten = (url) => URL.revokeObjectURL(url);

export { drop } from "./file-sources.js";
