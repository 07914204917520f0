using System.Text;

namespace Rubaru.Sodium.Contract.Checks;

/// <summary>ChaCha20-Poly1305: RFC 8439, section 2.8.2 and appendix A.5.</summary>
internal static class AeadChecks
{
    internal static IEnumerable<Check> All =>
        [
            new(
                "AEAD example (RFC 8439 section 2.8.2)",
                Vector(
                    "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
                    "070000004041424344454647",
                    "50515253c0c1c2c3c4c5c6c7",
                    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
                    "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                        + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                        + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                        + "3ff4def08e4b7a9de576d26586cec64b6116"
                        + "1ae10b594f09e26a7e902ecbd0600691"
                )
            ),
            new(
                "AEAD decryption (RFC 8439 appendix A.5)",
                Vector(
                    "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0",
                    "000000000102030405060708",
                    "f33388860000000000004e91",
                    "Internet-Drafts are draft documents valid for a maximum of six months and may be updated, replaced, or "
                        + "obsoleted by other documents at any time. It is inappropriate to use Internet-Drafts as reference "
                        + "material or to cite them other than as /\u201cwork in progress./\u201d",
                    "64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2"
                        + "4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf"
                        + "332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
                        + "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4"
                        + "b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e"
                        + "af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
                        + "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10"
                        + "49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29"
                        + "a6ad5cb4022b02709b"
                        + "eead9d67890cbb22392336fea1851f38"
                )
            ),
            new("AEAD opens what it sealed, at every length to 300", Round_trips),
            new("AEAD refuses any changed byte and zeroes the plaintext", Refuses_changes),
            new("AEAD encrypts and decrypts in place", In_place),
            new("AEAD seals three megabytes, and a small message afterwards", Large),
        ];

    private static Action<ISodium> Vector(string key, string nonce, string ad, string plaintext, string ciphertext) =>
        sodium =>
        {
            var (k, n, a, m) = (Hex.Bytes(key), Hex.Bytes(nonce), Hex.Bytes(ad), Encoding.UTF8.GetBytes(plaintext));
            var made = new byte[m.Length + KeySizes.AeadTag];
            sodium.AeadEncrypt(k, n, a, m, made);
            Expect.Bytes(ciphertext, made);

            var opened = new byte[m.Length];
            Expect.True(sodium.AeadDecrypt(k, n, a, Hex.Bytes(ciphertext), opened));
            Expect.Bytes(m, opened);
        };

    private static void Round_trips(ISodium sodium)
    {
        for (var length = 0; length <= 300; length++)
        {
            var box = new Box(sodium, length, adLength: length % 40);
            Expect.True(box.Open(sodium, out var opened));
            Expect.Bytes(box.Plaintext, opened);
        }
    }

    private static void Refuses_changes(ISodium sodium)
    {
        var box = new Box(sodium, 40, adLength: 5);
        foreach (var part in new[] { box.Key, box.Nonce, box.AssociatedData, box.Ciphertext })
        {
            for (var i = 0; i < part.Length; i++)
            {
                part[i] ^= 0x10;
                Expect.True(!box.Open(sodium, out var opened), $"byte {i} of {part.Length}");
                Expect.Zero(opened);
                part[i] ^= 0x10;
            }
        }

        Expect.True(box.Open(sodium, out _));
    }

    private static void In_place(ISodium sodium)
    {
        var box = new Box(sodium, 100, adLength: 3);
        var buffer = new byte[116];
        box.Plaintext.CopyTo(buffer, 0);
        sodium.AeadEncrypt(box.Key, box.Nonce, box.AssociatedData, buffer.AsSpan(0, 100), buffer);
        Expect.Bytes(box.Ciphertext, buffer);
        Expect.True(sodium.AeadDecrypt(box.Key, box.Nonce, box.AssociatedData, buffer, buffer.AsSpan(0, 100)));
        Expect.Bytes(box.Plaintext, buffer.AsSpan(0, 100));
    }

    private static void Large(ISodium sodium)
    {
        // More than the browser's libsodium starts with: its memory grows, and views on the old memory are dead.
        var key = new byte[KeySizes.AeadKey];
        var nonce = new byte[KeySizes.AeadNonce];
        var plaintext = new byte[3 << 20];
        plaintext[^1] = 7;
        var ciphertext = new byte[plaintext.Length + KeySizes.AeadTag];
        sodium.AeadEncrypt(key, nonce, [], plaintext, ciphertext);
        var opened = new byte[plaintext.Length];
        Expect.True(sodium.AeadDecrypt(key, nonce, [], ciphertext, opened));
        Expect.Bytes(plaintext, opened);

        Round_trips(sodium);
    }

    private sealed class Box
    {
        internal Box(ISodium sodium, int length, int adLength)
        {
            AssociatedData = new byte[adLength];
            Plaintext = new byte[length];
            Ciphertext = new byte[length + KeySizes.AeadTag];
            foreach (var part in new[] { Key, Nonce, AssociatedData, Plaintext })
            {
                sodium.Random(part);
            }

            sodium.AeadEncrypt(Key, Nonce, AssociatedData, Plaintext, Ciphertext);
        }

        internal byte[] Key { get; } = new byte[KeySizes.AeadKey];

        internal byte[] Nonce { get; } = new byte[KeySizes.AeadNonce];

        internal byte[] AssociatedData { get; }

        internal byte[] Plaintext { get; }

        internal byte[] Ciphertext { get; }

        internal bool Open(ISodium sodium, out byte[] opened)
        {
            opened = Enumerable.Repeat((byte)0x55, Plaintext.Length).ToArray();
            return sodium.AeadDecrypt(Key, Nonce, AssociatedData, Ciphertext, opened);
        }
    }
}
