// @ts-check
// ServerDescriptions.cs: what the server says about itself.

/** A person waits for it. */
const limit = 10_000;
/** A description has 2 KB; more is none. */
const most = 65_536;

/** @returns {Promise<string>} JSON; empty when it was not reached */
export async function read() {
  try {
    const answer = await fetch("api/server", { cache: "no-store", signal: AbortSignal.timeout(limit) });
    const text = answer.ok ? await answer.text() : "";
    return text.length <= most ? text : "";
  } catch {
    return ""; // offline, or the server is away: the page says so
  }
}
