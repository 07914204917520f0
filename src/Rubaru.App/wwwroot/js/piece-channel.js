// @ts-check
// The data channel "f" of files beside that of messages (peer-connection.js). What travels stays in the page; .NET is told
// its length and first bytes, and says by the batch what is to be sent (PieceBatch.cs).
import { hold, look } from "./held-bytes.js";

/** A second of a slow network, a moment of a fast one: what is handed over cannot be taken back when a stream stops. */
const high = 1024 * 1024;
const low = 512 * 1024;

/** So many wait at most for the others that the browser has already: half a megabyte. */
const together = 16;

/** The first bytes of each message: FilePiece.Header. */
const head = 12;
const numbersOut = 12;
const numbersIn = 8;

/** @param {ArrayBuffer[]} messages */
function name(messages) {
  const named = new Uint8Array(messages.length * (numbersIn + head));
  const view = new DataView(named.buffer);
  messages.forEach((message, i) => {
    const at = i * (numbersIn + head);
    view.setInt32(at, message.byteLength > head ? hold(message) : 0);
    view.setInt32(at + 4, message.byteLength);
    named.set(new Uint8Array(message, 0, Math.min(head, message.byteLength)), at + numbersIn);
  });
  return named;
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

  /** @type {ArrayBuffer[]} */
  let arrived = [];
  const flush = () => {
    if (arrived.length > 0) {
      const named = name(arrived);
      arrived = [];
      raise("PiecesReceived", named);
    }
  };
  channel.onmessage = ({ data }) => {
    arrived.push(data instanceof ArrayBuffer ? data : new ArrayBuffer());
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
      for (let at = 0; at < batch.length && channel.readyState === "open"; at += numbersOut + head, sent++) {
        const length = view.getInt32(at + 8);
        if (channel.bufferedAmount + head + length > high) {
          break;
        }

        const message = new Uint8Array(head + length);
        message.set(batch.subarray(at + numbersOut, at + numbersOut + head));
        message.set(new Uint8Array(look(view.getInt32(at)), view.getInt32(at + 4), length), head);
        channel.send(message);
      }

      return sent;
    },

    close: () => channel.close(),
  };
}
