namespace Rubaru.Sodium.Contract.Checks;

/// <summary>
/// Argon2id v1.3: what libsodium's own tests (<c>pwhash_argon2id.c</c>) expect for a 16-byte salt and a 32-byte output.
/// RFC 9106's example needs a secret and four lanes, which libsodium does not take; BouncyCastleTests carries it over.
/// </summary>
internal static class PasswordHashChecks
{
    internal static IEnumerable<Check> All =>
        [
            new(
                "Argon2id, no passphrase, t=2, 4.8 MiB (libsodium)",
                Hash("", "bA81arsiXysd3WbTRzmEOw==", 2, 4882, "Nm8QBM+7RH1DXo9rvp5cwKEOOOfD2g6JuxlXihoNcpE=")
            ),
            new(
                "Argon2id, a long passphrase, t=19, 4 MiB (libsodium)",
                Hash(
                    "^T5H$JYt39n%K*j:W]!1s?vg!:jGi]Ax?..l7[p0v:1jHTpla9;]bUN;?bWyCbtqg ",
                    "PkEgMTYtYnl0ZXMgc2FsdA==",
                    19,
                    4096,
                    "ltB/ue1kPtBMBGfsysMpPigE6hiNEKZ9vs8vLNVDQGA="
                )
            ),
            new("Argon2id: every input counts", Every_input_counts),
            new("Argon2id refuses no passes and less than 8 KiB", Refuses_costs),
        ];

    private static Action<ISodium> Hash(string passphrase, string salt, uint passes, uint memory, string expected) =>
        sodium =>
        {
            var key = new byte[KeySizes.PasswordKey];
            var bytes = System.Text.Encoding.UTF8.GetBytes(passphrase);
            Expect.True(sodium.PasswordHash(bytes, Convert.FromBase64String(salt), passes, memory, key));
            Expect.Bytes(Convert.FromBase64String(expected), key);
        };

    private static void Every_input_counts(ISodium sodium)
    {
        byte[] Key(byte passphrase, byte salt, uint passes, uint memory)
        {
            var key = new byte[KeySizes.PasswordKey];
            var salts = new byte[KeySizes.PasswordSalt];
            salts[^1] = salt;
            Expect.True(sodium.PasswordHash([passphrase], salts, passes, memory, key));
            return key;
        }

        var one = Key(1, 1, 1, 8);
        Expect.Bytes(one, Key(1, 1, 1, 8));
        Expect.Differ(one, Key(2, 1, 1, 8));
        Expect.Differ(one, Key(1, 2, 1, 8));
        Expect.Differ(one, Key(1, 1, 2, 8));
        Expect.Differ(one, Key(1, 1, 1, 16));
    }

    private static void Refuses_costs(ISodium sodium)
    {
        var (salt, key) = (new byte[KeySizes.PasswordSalt], new byte[KeySizes.PasswordKey]);
        Expect.Refuses(() => sodium.PasswordHash([], salt, 0, 8, key), "no passes");
        Expect.Refuses(() => sodium.PasswordHash([], salt, 1, 7, key), "7 KiB");
        Expect.Refuses(() => sodium.PasswordHash([], salt, 1, 1 << 22, key), "4 GiB");
    }
}
