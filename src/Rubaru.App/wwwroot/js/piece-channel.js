// @ts-check
// The data channel "f" of files beside that of messages (peer-connection.js). Between the page and .NET pieces go by the
// batch (PieceBatch.cs), length(4) || message: a crossing costs more than what it carries.

/** A second of a slow network, a moment of a fast one: what is handed over cannot be taken back when a stream stops. */
const high = 1024 * 1024;
const low = 512 * 1024;

/** So many wait at most for the others that the browser has already: a chunk or more of half a megabyte. */
const together = 16;
const lengthSize = 4;

/** @param {Uint8Array[]} messages */
function pack(messages) {
  const packed = new Uint8Array(messages.reduce((sum, message) => sum + lengthSize + message.length, 0));
  const view = new DataView(packed.buffer);
  let at = 0;
  for (const message of messages) {
    view.setUint32(at, message.length);
    packed.set(message, at + lengthSize);
    at += lengthSize + message.length;
  }

  return packed;
}

/**
 * The same channel at both ends without a handshake of its own.
 * @param {RTCPeerConnection} pc
 * @param {(name: string, ...args: unknown[]) => void} raise PeerConnectionEvents.cs
 */
export function openPieces(pc, raise) {
  const channel = pc.createDataChannel("f", { negotiated: true, id: 1, ordered: true });
  channel.binaryType = "arraybuffer";
  channel.bufferedAmountLowThreshold = low;
  channel.onopen = () => raise("PieceRoom");
  channel.onbufferedamountlow = () => raise("PieceRoom");

  /** @type {Uint8Array[]} */
  let arrived = [];
  const flush = () => {
    if (arrived.length > 0) {
      const batch = pack(arrived);
      arrived = [];
      raise("PiecesReceived", batch);
    }
  };
  channel.onmessage = ({ data }) => {
    arrived.push(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());
    if (arrived.length >= together) {
      flush();
    } else if (arrived.length === 1) {
      setTimeout(flush); // after the messages that wait already
    }
  };
  return {
    /** @param {Uint8Array<ArrayBuffer>} batch @returns {number} how many went, from the first on */
    send(batch) {
      const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
      let sent = 0;
      for (let at = 0; at < batch.length && channel.readyState === "open"; sent++) {
        const size = view.getUint32(at);
        if (channel.bufferedAmount + size > high) {
          break;
        }

        at += lengthSize;
        channel.send(batch.subarray(at, at + size));
        at += size;
      }

      return sent;
    },

    close: () => channel.close(),
  };
}
