// @ts-check
// WebSocket for BrowserSocket.cs. An attempt that is given up is closed at once: browsers let only one socket at a time
// connect to a server, so one that is left alone would hold up all later ones.

/** More than this is not handed to the socket at once. */
const maxBuffered = 256 * 1024;
/** How often a full socket is looked at, in milliseconds; there is no event for it. */
const look = 20;

/**
 * @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Events
 * @param {Events} events BrowserSocketEvents.cs
 * @param {string} url
 */
export function open(events, url) {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  let abandoned = false;
  /** @param {string} name @param {unknown[]} args */
  const raise = (name, ...args) => {
    if (!abandoned) {
      events.invokeMethodAsync(name, ...args);
    }
  };
  socket.onopen = () => raise("Opened");
  socket.onclose = () => raise("Closed");
  // Text is no frame; without bytes it is refused where frames are read.
  socket.onmessage = ({ data }) =>
    raise("Received", data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());

  return {
    /** Whether the socket took it. @param {Uint8Array<ArrayBuffer>} message */
    send(message) {
      if (socket.readyState !== WebSocket.OPEN) {
        return false;
      }

      socket.send(message);
      return true;
    },

    isFull: () => socket.bufferedAmount > maxBuffered,

    /** Resolved when there is room again, or nothing to wait for. */
    async room() {
      while (socket.readyState === WebSocket.OPEN && socket.bufferedAmount > maxBuffered) {
        await new Promise((resolve) => setTimeout(resolve, look));
      }
    },

    close() {
      abandoned = true;
      socket.close();
    },
  };
}
