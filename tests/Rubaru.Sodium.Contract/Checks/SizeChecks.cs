namespace Rubaru.Sodium.Contract.Checks;

/// <summary>C code trusts the sizes it is told: each span of a fixed size is refused when it has another.</summary>
internal static class SizeChecks
{
    /// <summary>A span that may have any length.</summary>
    private const int Free = -1;

    private static readonly Function[] Functions =
    [
        new("Sha256", [Free, 32], (s, x) => s.Sha256(x[0], x[1])),
        new("Sha512", [Free, 64], (s, x) => s.Sha512(x[0], x[1])),
        new("HkdfExtract", [Free, Free, 32], (s, x) => s.HkdfExtract(x[0], x[1], x[2])),
        new("HkdfExpand", [32, Free], (s, x) => s.HkdfExpand(x[0], x[1], new byte[10])),
        new("X25519KeyPair", [32, 32], (s, x) => s.X25519KeyPair(x[0], x[1])),
        new("X25519Public", [32, 32], (s, x) => s.X25519Public(x[0], x[1])),
        new("X25519", [32, 32, 32], (s, x) => s.X25519(x[0], x[1], x[2])),
        new("SignKeyPair", [32, 64], (s, x) => s.SignKeyPair(x[0], x[1])),
        new("SignSeedKeyPair", [32, 32, 64], (s, x) => s.SignSeedKeyPair(x[0], x[1], x[2])),
        new("Sign", [64, Free, 64], (s, x) => s.Sign(x[0], x[1], x[2])),
        new("Verify", [32, Free, 64], (s, x) => s.Verify(x[0], x[1], x[2])),
        new("KemKeyPair", [1216, 32], (s, x) => s.KemKeyPair(x[0], x[1])),
        new("KemSeedKeyPair", [32, 1216, 32], (s, x) => s.KemSeedKeyPair(x[0], x[1], x[2])),
        new("KemEncapsulate", [1216, 1120, 32], (s, x) => s.KemEncapsulate(x[0], x[1], x[2])),
        new("KemEncapsulate from a seed", [1216, 64, 1120, 32], (s, x) => s.KemEncapsulate(x[0], x[1], x[2], x[3])),
        new("KemDecapsulate", [32, 1120, 32], (s, x) => s.KemDecapsulate(x[0], x[1], x[2])),
        new("MlKemSeedKeyPair", [64, 1184, 2400], (s, x) => s.MlKemSeedKeyPair(x[0], x[1], x[2])),
        new("MlKemEncapsulate", [1184, 32, 1088, 32], (s, x) => s.MlKemEncapsulate(x[0], x[1], x[2], x[3])),
        new("MlKemDecapsulate", [2400, 1088, 32], (s, x) => s.MlKemDecapsulate(x[0], x[1], x[2])),
        // The plaintext is free but for its relation to the ciphertext: here 10 and 26 bytes.
        new("AeadEncrypt", [32, 12, Free, 10, 26], (s, x) => s.AeadEncrypt(x[0], x[1], x[2], x[3], x[4])),
        new("AeadDecrypt", [32, 12, Free, 26, 10], (s, x) => s.AeadDecrypt(x[0], x[1], x[2], x[3], x[4])),
        new("PasswordHash", [Free, 16, 32], (s, x) => s.PasswordHash(x[0], x[1], 1, 8, x[2])),
    ];

    internal static IEnumerable<Check> All =>
        Functions.Select(function => new Check($"{function.Name} refuses wrong sizes", function.Check));

    private sealed record Function(string Name, int[] Sizes, Action<ISodium, byte[][]> Call)
    {
        internal void Check(ISodium sodium)
        {
            // The right sizes are not refused, or the rest would prove nothing.
            Call(sodium, Buffers());
            for (var i = 0; i < Sizes.Length; i++)
            {
                if (Sizes[i] == Free)
                {
                    continue;
                }

                foreach (var wrong in new[] { 0, Sizes[i] - 1, Sizes[i] + 1 })
                {
                    var buffers = Buffers();
                    buffers[i] = new byte[wrong];
                    Expect.Refuses(() => Call(sodium, buffers), $"{Name}, argument {i} of {wrong} bytes");
                }
            }
        }

        private byte[][] Buffers() => Sizes.Select(size => new byte[size == Free ? 5 : size]).ToArray();
    }
}
