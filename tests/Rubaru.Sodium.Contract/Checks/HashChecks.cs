using System.Text;

namespace Rubaru.Sodium.Contract.Checks;

/// <summary>SHA-256 and SHA-512: the examples of FIPS 180 and RFC 6234, section 8.5.</summary>
internal static class HashChecks
{
    private const string TwoBlocks256 = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    private const string TwoBlocks512 =
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

    internal static IEnumerable<Check> All =>
        [
            new(
                "SHA-256 of abc (RFC 6234)",
                Sha256("abc"u8.ToArray(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
            ),
            new(
                "SHA-256 of two blocks (RFC 6234)",
                Sha256(
                    Encoding.ASCII.GetBytes(TwoBlocks256),
                    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
                )
            ),
            new(
                "SHA-256 of a million a (RFC 6234)",
                Sha256(MillionA, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
            ),
            new(
                "SHA-512 of abc (RFC 6234)",
                Sha512(
                    "abc"u8.ToArray(),
                    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
                )
            ),
            new(
                "SHA-512 of two blocks (RFC 6234)",
                Sha512(
                    Encoding.ASCII.GetBytes(TwoBlocks512),
                    "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
                        + "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"
                )
            ),
            new(
                "SHA-512 of a million a (RFC 6234)",
                Sha512(
                    MillionA,
                    "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
                        + "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"
                )
            ),
        ];

    private static byte[] MillionA => Enumerable.Repeat((byte)'a', 1_000_000).ToArray();

    private static Action<ISodium> Sha256(byte[] message, string expected) =>
        sodium =>
        {
            var hash = new byte[KeySizes.Hash];
            sodium.Sha256(message, hash);
            Expect.Bytes(expected, hash);
        };

    private static Action<ISodium> Sha512(byte[] message, string expected) =>
        sodium =>
        {
            var hash = new byte[KeySizes.Hash512];
            sodium.Sha512(message, hash);
            Expect.Bytes(expected, hash);
        };
}
