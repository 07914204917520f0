// @ts-check
// Passkeys.cs: passkeys that compute a PRF (WebAuthn level 3).

/** The person has this long for the browser's dialog. */
const timeout = 120_000;

/** @param {PublicKeyCredential} credential */
const extensions = (credential) =>
  /** @type {{ prf?: { enabled?: boolean, results?: { first?: ArrayBuffer } } }} */ (
    credential.getClientExtensionResults()
  );

export async function available() {
  if (typeof PublicKeyCredential !== "function") {
    return false;
  }

  const ask = /** @type {any} */ (PublicKeyCredential).getClientCapabilities;
  const known = typeof ask === "function" ? await ask.call(PublicKeyCredential) : {};
  return known["extension:prf"] !== false; // unknown: making one will tell
}

/**
 * @param {string} name of the app, as the system shows it
 * @param {Uint8Array<ArrayBuffer>} salt
 * @returns {Promise<Uint8Array>} PRF output(32) || credential id; empty when it was cancelled or there is no PRF
 */
export async function create(name, salt) {
  const made = await asked(
    navigator.credentials.create({
      publicKey: {
        rp: { name },
        // Says nothing about the person: the name of the app stands in the system's list, and in its cloud.
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name, displayName: name },
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
        timeout,
        extensions: /** @type {any} */ ({ prf: { eval: { first: salt } } }),
      },
    }),
  );
  if (!made || !extensions(made).prf?.enabled) {
    return new Uint8Array();
  }

  // Many authenticators compute it only when the passkey is used.
  const first = extensions(made).prf?.results?.first;
  const output = first ? new Uint8Array(first) : await read(new Uint8Array(made.rawId), salt);
  const joined = new Uint8Array(output.length === 32 ? 32 + made.rawId.byteLength : 0);
  if (joined.length > 0) {
    joined.set(output);
    joined.set(new Uint8Array(made.rawId), 32);
  }

  return joined;
}

/**
 * @param {Uint8Array<ArrayBuffer>} id
 * @param {Uint8Array<ArrayBuffer>} salt
 * @returns {Promise<Uint8Array>} the PRF output; empty when it was cancelled or the passkey is gone
 */
export async function read(id, salt) {
  const used = await asked(
    navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: [{ type: "public-key", id }],
        userVerification: "required",
        timeout,
        extensions: /** @type {any} */ ({ prf: { eval: { first: salt } } }),
      },
    }),
  );
  const first = used ? extensions(used).prf?.results?.first : undefined;
  return first ? new Uint8Array(first) : new Uint8Array();
}

/** @param {Promise<Credential | null>} dialog @returns {Promise<PublicKeyCredential | null>} null when it was cancelled */
async function asked(dialog) {
  try {
    return /** @type {PublicKeyCredential | null} */ (await dialog);
  } catch (error) {
    if (error instanceof DOMException) {
      return null; // every refusal is one: closed, timed out, no such passkey, not allowed here
    }

    throw error;
  }
}
