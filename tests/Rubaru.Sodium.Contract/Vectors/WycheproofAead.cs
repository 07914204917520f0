using System.Text.Json;
using static Rubaru.Sodium.Contract.Vectors.Wycheproof;

namespace Rubaru.Sodium.Contract.Vectors;

internal static class WycheproofAead
{
    internal static VectorCount Run(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (_, test) =>
            {
                var (key, nonce, ad) = (test.Bytes("key"), test.Bytes("iv"), test.Bytes("aad"));
                var plaintext = test.Bytes("msg");
                byte[] ciphertext = [.. test.Bytes("ct"), .. test.Bytes("tag")];

                var opened = Enumerable.Repeat((byte)0x55, plaintext.Length).ToArray();
                if (!sodium.AeadDecrypt(key, nonce, ad, ciphertext, opened))
                {
                    Expect.Zero(opened);
                    return Verdict.Refused;
                }

                Expect.Bytes(plaintext, opened);
                var made = new byte[ciphertext.Length];
                sodium.AeadEncrypt(key, nonce, ad, plaintext, made);
                Expect.Bytes(ciphertext, made);
                return Verdict.Accepted;
            }
        );
}
