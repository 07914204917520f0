// @ts-check
// The selected pair of a connection, from its statistics.

/**
 * @param {RTCPeerConnection} pc
 * @returns {Promise<string[]>} local type, remote type, protocol, round trip in seconds, DTLS state; empty without a pair
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

  const trip = pair.currentRoundTripTime;
  return [
    local.candidateType,
    remote.candidateType,
    local.relayProtocol ?? local.protocol,
    trip === undefined ? "" : String(trip),
    transport?.dtlsState ?? (pc.connectionState === "connected" ? "connected" : ""),
  ];
}
