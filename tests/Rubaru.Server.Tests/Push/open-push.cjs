// Reads { body, privateKey, secret, authorization } from standard input (bytes as base64url), opens the body with http_ece
// and checks the token with Node's own cryptography. Nothing here comes from the server's code.
const crypto = require("node:crypto");
const ece = require("./ece.js");

const input = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const bytes = (text) => Buffer.from(text, "base64url");

const receiver = crypto.createECDH("prime256v1");
receiver.setPrivateKey(bytes(input.privateKey));
const plaintext = ece.decrypt(bytes(input.body), {
  version: "aes128gcm",
  privateKey: receiver,
  authSecret: input.secret,
});

const { t: token, k: key } = Object.fromEntries(
  input.authorization
    .replace(/^vapid /, "")
    .split(", ")
    .map((part) => part.split("=")),
);
const [header, claims, signature] = token.split(".");
const point = bytes(key);
const publicKey = crypto.createPublicKey({
  format: "jwk",
  key: {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  },
});
const verified = crypto.verify(
  "sha256",
  Buffer.from(`${header}.${claims}`),
  { key: publicKey, dsaEncoding: "ieee-p1363" },
  bytes(signature),
);

console.log(
  JSON.stringify({
    plaintext: plaintext.toString("base64url"),
    key,
    verified,
    header: JSON.parse(bytes(header)),
    claims: JSON.parse(bytes(claims)),
  }),
);
