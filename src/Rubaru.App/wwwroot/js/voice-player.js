// @ts-check
// VoicePlayer.cs: one sound for the whole page, so a note that begins ends the other.

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Events */

const audio = new Audio();
/** Milliseconds for the browser to find the end of a recording. */
const patience = 3_000;
/** @type {Events | null} */
let owner = null;
/** Which note that is: .NET's references to one object differ here. */
let number = 0;
/** Of the one that plays: what it says while it is being opened is no news. */
let ready = false;

/** @param {string} name @param {unknown[]} args */
const tell = (name, ...args) => {
  if (ready) {
    owner?.invokeMethodAsync(name, ...args);
  }
};
audio.addEventListener("timeupdate", () => tell("OnMoved", audio.currentTime));
audio.addEventListener("ended", () => audio.ended && tell("OnEnded"));
// Also what a headset or the system stops.
audio.addEventListener("pause", () => !audio.ended && tell("OnPaused"));

/** @param {string[]} names */
const once = (...names) =>
  new Promise((resolve) => {
    const found = new AbortController();
    const done = () => {
      found.abort();
      clearTimeout(timer);
      resolve(undefined);
    };
    const timer = setTimeout(done, patience);
    names.forEach((name) => audio.addEventListener(name, done, { signal: found.signal }));
  });

/**
 * @param {string} url of a sound that was opened and compared
 * @param {number} from seconds
 * @param {number} rate
 * @param {number} note which one it is
 * @param {Events} events
 * @returns {Promise<boolean>} it plays
 */
export async function play(url, from, rate, note, events) {
  if (number !== note) {
    owner?.invokeMethodAsync("OnStopped");
  }

  ready = false;
  [owner, number] = [events, note];
  try {
    if (audio.src !== url) {
      audio.src = url;
      await once("loadedmetadata", "error");
      // What a recorder wrote has no length: a place beyond its end makes the browser look for it, and only then can it seek.
      if (audio.duration === Infinity) {
        audio.currentTime = 1e9;
        await once("seeked", "error");
      }
    }

    if (number !== note) {
      return false;
    }

    audio.currentTime = from;
    audio.playbackRate = rate;
    ready = true;
    await audio.play();
    return true;
  } catch {
    return false; // another one began, or the browser does not know this sound
  }
}

export const pause = () => audio.pause();

/** @param {number} seconds */
export const seek = (seconds) => void (audio.currentTime = seconds);

/** @param {number} rate */
export const setRate = (rate) => void (audio.playbackRate = rate);

/** This one is gone. @param {number} note */
export function stop(note) {
  if (number === note) {
    [owner, number, ready] = [null, 0, false];
    audio.pause();
    audio.removeAttribute("src");
    audio.load();
  }
}
