// @ts-check
// Questions to the worker of files, and its answers. The worker starts at the first one: most visits have none.

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Progress */
/** @typedef {{ resolve(value: any): void, reject(error: Error): void, progress?: Progress }} Waiting */
/** @typedef {{ id: number, operation: string, args: { key?: Uint8Array }, given: ArrayBuffer[] }} Question */

export function requests() {
  /** @type {Map<number, Waiting>} */
  const waiting = new Map();
  /** @type {Question[]} until the worker listens: a module that still loads its imports would not hear them */
  let early = [];
  let listens = false;
  let last = 0;
  /** @type {Worker | null} */
  let worker = null;

  /** The worker gets a copy of the key; the page's is wiped. @param {Question} question */
  const send = ({ given, ...question }) => {
    worker?.postMessage(question, given);
    question.args.key?.fill(0);
  };

  /** @param {Error} error */
  const fail = (error) => {
    worker?.terminate();
    worker = null;
    listens = false;
    early = [];
    for (const asked of waiting.values()) {
      asked.reject(error);
    }

    waiting.clear();
  };

  /** @param {MessageEvent} event */
  const answered = ({ data }) => {
    if (data.ready) {
      listens = true;
      early.forEach(send);
      early = [];
      return;
    }

    const asked = waiting.get(data.id);
    if (data.done !== undefined) {
      asked?.progress?.invokeMethodAsync("Progress", data.done);
      return;
    }

    waiting.delete(data.id);
    if (data.error) {
      asked?.reject(new DOMException(data.error, data.error));
    } else {
      asked?.resolve(data.result);
    }
  };

  const start = () => {
    // The host's, beside its libsodium.
    worker = new Worker(new URL("js/file-worker.js", document.baseURI), { type: "module" });
    worker.onmessage = answered;
    worker.onerror = (event) => fail(new Error(event.message || "The worker of files did not start."));
  };

  return {
    /** @param {string} operation @param {object} args @param {Progress} [progress] @param {ArrayBuffer[]} [given] no longer the page's @returns {Promise<any>} */
    ask: (operation, args, progress, given = []) =>
      new Promise((resolve, reject) => {
        if (!worker) {
          start();
        }

        const question = { id: ++last, operation, args, given };
        waiting.set(question.id, { resolve, reject, progress });
        if (listens) {
          send(question);
        } else {
          early.push(question);
        }
      }),

    close: () => fail(new DOMException("The store of files is closed.", "AbortError")),
  };
}
