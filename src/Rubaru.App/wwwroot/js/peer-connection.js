// @ts-check
// RTCPeerConnection for PeerConnection.cs. No decisions: perfect negotiation as the specification describes it.
import { readPath, watchPath } from "./selected-path.js";
import { gather } from "./candidate-batches.js";
import { openPieces } from "./piece-channel.js";

/** More than this is not handed to the channel: a sender that does not wait would grow the page without bound. */
const maxBuffered = 8 * 1024 * 1024;
/** How long a closed channel may still send what it holds (the bye) before the connection goes. */
const linger = 250;

/**
 * @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Events
 * @param {Events} events PeerConnectionEvents.cs
 * @param {boolean} polite
 * @param {boolean} relayOnly
 * @param {string[]} iceServers address, user name and credential of each
 */
export function open(events, polite, relayOnly, iceServers) {
  /** @type {RTCIceServer[]} */
  const servers = [];
  for (let i = 0; i < iceServers.length; i += 3) {
    servers.push({ urls: iceServers[i], username: iceServers[i + 1], credential: iceServers[i + 2] });
  }

  // The browser makes a fresh certificate for every connection that is given none.
  const pc = new RTCPeerConnection({
    iceServers: servers,
    iceTransportPolicy: relayOnly ? "relay" : "all",
    bundlePolicy: "max-bundle",
  });
  /** @type {RTCDataChannel | null} */
  let channel = null;
  /** @type {ReturnType<typeof openPieces> | null} */
  let pieces = null;
  let makingOffer = false;
  let ignoreOffer = false;
  let closed = false;
  /** @param {string} name @param {unknown[]} args */
  const raise = (name, ...args) => {
    if (!closed) {
      events.invokeMethodAsync(name, ...args);
    }
  };

  // The same channel at both ends without a handshake of its own; one that the peer opens is none of ours.
  const createChannel = () => {
    if (channel) {
      return;
    }

    channel = pc.createDataChannel("m", { negotiated: true, id: 0, ordered: true });
    channel.binaryType = "arraybuffer";
    pieces = openPieces(pc, raise);
    channel.onopen = () => raise("ChannelOpened");
    channel.onclose = () => raise("ChannelClosed");
    channel.onmessage = ({ data }) =>
      raise("FrameReceived", data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());
  };
  pc.ondatachannel = ({ channel: foreign }) => foreign.close();
  pc.onconnectionstatechange = () => raise("ConnectionStateChanged", pc.connectionState);

  const gathering = gather(pc, (lines) => raise("LocalCandidates", lines));
  const describe = async () => {
    await pc.setLocalDescription();
    await gathering.first;
    if (pc.localDescription) {
      raise("LocalDescription", pc.localDescription.type, pc.localDescription.sdp);
    }

    gathering.start();
  };
  pc.onnegotiationneeded = async () => {
    try {
      makingOffer = true;
      await describe();
    } catch (error) {
      // When the connection was closed meanwhile, or both sides began at once; the link's own time limit takes care.
      console.info("negotiation", error);
    } finally {
      makingOffer = false;
    }
  };

  return {
    dial: createChannel,

    /** @param {"offer" | "answer"} type @param {string} sdp */
    async receiveDescription(type, sdp) {
      const collision = type === "offer" && (makingOffer || pc.signalingState !== "stable");
      ignoreOffer = !polite && collision;
      if (ignoreOffer) {
        return false;
      }

      createChannel();
      await pc.setRemoteDescription({ type, sdp });
      watchPath(pc, () => raise("PathChanged"));
      if (type === "offer") {
        await describe();
      }

      return true;
    },

    /** @param {string} lines */
    async receiveCandidates(lines) {
      for (const candidate of lines.split("\n")) {
        try {
          await pc.addIceCandidate({ candidate, sdpMLineIndex: 0 });
        } catch (error) {
          // One that this browser cannot read does not spoil the others.
          if (!ignoreOffer) {
            console.warn("candidate", error);
          }
        }
      }
    },

    /** @param {Uint8Array<ArrayBuffer>} frame */
    send(frame) {
      if (channel?.readyState !== "open" || channel.bufferedAmount + frame.length > maxBuffered) {
        return false;
      }

      channel.send(frame);
      return true;
    },

    /** @param {Uint8Array<ArrayBuffer>} batch PieceBatch.cs */
    sendPieces: (batch) => pieces?.send(batch) ?? 0,

    readPath: () => readPath(pc),

    close() {
      closed = true;
      gathering.stop();
      pieces?.close();
      channel?.close();
      setTimeout(() => pc.close(), linger);
    },
  };
}
