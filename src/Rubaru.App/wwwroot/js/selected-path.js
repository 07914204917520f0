// @ts-check
// The selected pair of a connection, from its transport and its statistics.

/** @param {RTCPeerConnection} pc @returns {any} where the browser has it; TypeScript's library does not know all of it */
const iceTransport = (pc) => /** @type {any} */ (pc.sctp?.transport)?.iceTransport;

/**
 * Calls back at every change of the selected pair. Once a connection; without the event the next reading finds it.
 * @param {RTCPeerConnection} pc
 * @param {() => void} changed
 */
export function watchPath(pc, changed) {
  const ice = iceTransport(pc);
  if (ice && !ice.onselectedcandidatepairchange) {
    ice.onselectedcandidatepairchange = changed;
  }
}

/**
 * @param {RTCPeerConnection} pc
 * @returns {Promise<string[]>} local type, remote type, protocol, round trip in seconds, DTLS state, own and remote
 *   fingerprint in use; empty without a pair
 */
export async function readPath(pc) {
  /** @type {Map<string, any>} */
  const stats = new Map();
  (await pc.getStats()).forEach((report) => stats.set(report.id, report));
  const transport = [...stats.values()].find((report) => report.type === "transport");
  const pair =
    stats.get(transport?.selectedCandidatePairId) ??
    // Firefox has no transport report; it marks the pair.
    [...stats.values()].find((report) => report.type === "candidate-pair" && report.selected);
  const local = stats.get(pair?.localCandidateId);
  const remote = stats.get(pair?.remoteCandidateId);
  if (!local || !remote) {
    return [];
  }

  // Statistics may be up to 50 ms old (Chromium keeps them that long); the transport itself is not. Where the two
  // differ, a relay in either counts.
  const now = iceTransport(pc)?.getSelectedCandidatePair?.();
  const trip = pair.currentRoundTripTime;
  return [
    worse(now?.local?.type, local.candidateType),
    worse(now?.remote?.type, remote.candidateType),
    local.relayProtocol ?? local.protocol,
    trip === undefined ? "" : String(trip),
    transport?.dtlsState ?? (pc.connectionState === "connected" ? "connected" : ""),
    fingerprint(stats.get(transport?.localCertificateId)),
    fingerprint(stats.get(transport?.remoteCertificateId)),
  ];
}

/** @param {string | undefined | null} now @param {string} reported */
const worse = (now, reported) => (reported === "relay" ? reported : (now ?? reported));

/** @param {any} certificate */
const fingerprint = (certificate) =>
  certificate?.fingerprintAlgorithm === "sha-256" ? certificate.fingerprint : "";
