// @ts-check
// The data channel "f" of files beside that of messages (peer-connection.js).

/** A second of a slow network, a moment of a fast one: what is handed over cannot be taken back when a stream stops. */
const high = 1024 * 1024;
const low = 256 * 1024;

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
  channel.onmessage = ({ data }) =>
    raise("PieceReceived", data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());
  return {
    /** @param {Uint8Array<ArrayBuffer>} piece */
    send(piece) {
      if (channel.readyState !== "open" || channel.bufferedAmount + piece.length > high) {
        return false;
      }

      channel.send(piece);
      return true;
    },

    close: () => channel.close(),
  };
}
