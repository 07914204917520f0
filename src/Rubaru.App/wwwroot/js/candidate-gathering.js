// @ts-check
// BrowserPeerConnections.cs: which candidates this browser finds with these servers. Connects to nobody.

/** Servers that answer do so within a second; the browser itself gives one up after ten. */
const limit = 5000;

/**
 * @param {string[]} iceServers address, user name and credential of each
 * @param {boolean} relayOnly
 * @returns {Promise<string[]>} candidates, and "error" with a code for each server that was not reached
 */
export function gather(iceServers, relayOnly) {
  /** @type {RTCIceServer[]} */
  const servers = [];
  for (let i = 0; i < iceServers.length; i += 3) {
    servers.push({ urls: iceServers[i], username: iceServers[i + 1], credential: iceServers[i + 2] });
  }

  return new Promise((resolve) => {
    const pc = new RTCPeerConnection({ iceServers: servers, iceTransportPolicy: relayOnly ? "relay" : "all" });
    /** @type {string[]} */
    const found = [];
    const end = () => {
      clearTimeout(timer);
      pc.onicecandidate = null;
      pc.close();
      resolve(found);
    };
    const timer = setTimeout(end, limit);
    pc.onicecandidate = ({ candidate }) => {
      if (candidate === null) {
        end();
      } else if (candidate.candidate) {
        found.push(candidate.candidate);
      }
    };
    pc.onicecandidateerror = (event) => found.push(`error ${event.errorCode}`);
    pc.createDataChannel("m");
    pc.setLocalDescription().catch(end);
  });
}
