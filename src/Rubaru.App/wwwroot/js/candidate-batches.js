// @ts-check
// Candidates in few signals: each costs an envelope and a step of the ratchet.

/** Candidates found this soon travel inside the description, which usually saves their own signal. */
const gatherFirst = 100;
/** Later ones are sent together (protocol section 8). */
const gatherBatch = 300;
const maxBatch = 32;

/**
 * @param {RTCPeerConnection} pc
 * @param {(lines: string) => void} send one candidate a line; empty = there are no more
 */
export function gather(pc, send) {
  /** @type {string[]} */
  let candidates = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let started = false;
  let complete = false;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (candidates.length > 0) {
      send(candidates.join("\n"));
      candidates = [];
    }

    if (complete) {
      send("");
    }
  };

  /** @type {Promise<void>} */
  const first = new Promise((resolve) => {
    pc.onicecandidate = ({ candidate }) => {
      complete = candidate === null;
      if (complete) {
        resolve();
      } else if (started && candidate?.candidate && candidates.length < maxBatch) {
        candidates.push(candidate.candidate);
      }

      if (started) {
        if (complete) {
          flush();
        } else {
          timer ??= setTimeout(flush, gatherBatch);
        }
      } else if (!complete) {
        // The clock starts with the first candidate, that is, when there is something to wait for.
        setTimeout(resolve, gatherFirst);
      }
    };
  });

  return {
    /** Resolves when the description holds what was found quickly. */
    first,

    /** From here on candidates are sent: the description has left. */
    start() {
      if (!started) {
        started = true;
        flush();
      }
    },

    stop: () => clearTimeout(timer),
  };
}
