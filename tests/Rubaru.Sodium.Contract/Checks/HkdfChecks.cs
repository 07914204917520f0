namespace Rubaru.Sodium.Contract.Checks;

/// <summary>HKDF-SHA-256 (RFC 5869, appendix A) and HMAC-SHA-256 as its Extract (RFC 4231, section 4).</summary>
internal static class HkdfChecks
{
    private static readonly string LongKey = string.Concat(Enumerable.Repeat("aa", 131));

    internal static IEnumerable<Check> All =>
        [
            new("HKDF case 1 (RFC 5869)", Case_1),
            new("HKDF case 2, longer inputs and output (RFC 5869)", Case_2),
            new("HKDF case 3, no salt and no info (RFC 5869)", Case_3),
            new("HKDF expands to its longest output, 8,160 bytes", Longest),
            new("HKDF refuses no output and more than 8,160 bytes", Refuses_sizes),
            new(
                "HMAC case 1 (RFC 4231)",
                Hmac(
                    string.Concat(Enumerable.Repeat("0b", 20)),
                    "4869205468657265",
                    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
                )
            ),
            new(
                "HMAC case 2, a short key (RFC 4231)",
                Hmac(
                    "4a656665",
                    "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
                    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
                )
            ),
            new(
                "HMAC case 3 (RFC 4231)",
                Hmac(
                    string.Concat(Enumerable.Repeat("aa", 20)),
                    string.Concat(Enumerable.Repeat("dd", 50)),
                    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
                )
            ),
            new(
                "HMAC case 4 (RFC 4231)",
                Hmac(
                    "0102030405060708090a0b0c0d0e0f10111213141516171819",
                    string.Concat(Enumerable.Repeat("cd", 50)),
                    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
                )
            ),
            new(
                "HMAC case 6, a key longer than a block (RFC 4231)",
                Hmac(
                    LongKey,
                    Convert.ToHexString("Test Using Larger Than Block-Size Key - Hash Key First"u8),
                    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
                )
            ),
            new(
                "HMAC case 7, key and data longer than a block (RFC 4231)",
                Hmac(
                    LongKey,
                    Convert.ToHexString(
                        "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."u8
                    ),
                    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
                )
            ),
        ];

    private static void Case_1(ISodium sodium) =>
        Hkdf(
            sodium,
            "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );

    private static void Case_2(ISodium sodium) =>
        Hkdf(
            sodium,
            Run(0x00, 80),
            Run(0x60, 80),
            Run(0xb0, 80),
            "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        );

    private static void Case_3(ISodium sodium) =>
        Hkdf(
            sodium,
            "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
            "",
            "",
            "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        );

    private static void Longest(ISodium sodium)
    {
        // RFC 5869 section 2.3: every prefix of the output is the output of that length.
        var prk = new byte[KeySizes.Hash];
        var (all, part) = (new byte[255 * KeySizes.Hash], new byte[100]);
        sodium.HkdfExpand(prk, "info"u8, all);
        sodium.HkdfExpand(prk, "info"u8, part);
        Expect.Bytes(part, all.AsSpan(0, 100));
        Expect.Differ(all.AsSpan(0, 32), all.AsSpan(254 * 32, 32));
    }

    private static void Refuses_sizes(ISodium sodium)
    {
        var prk = new byte[KeySizes.Hash];
        Expect.Refuses(() => sodium.HkdfExpand(prk, [], []), "no output");
        Expect.Refuses(() => sodium.HkdfExpand(prk, [], new byte[(255 * KeySizes.Hash) + 1]), "8,161 bytes");
    }

    private static void Hkdf(ISodium sodium, string ikm, string salt, string info, string prk, string okm)
    {
        var pseudorandomKey = new byte[KeySizes.Hash];
        sodium.HkdfExtract(Hex.Bytes(salt), Hex.Bytes(ikm), pseudorandomKey);
        Expect.Bytes(prk, pseudorandomKey);
        var output = new byte[okm.Length / 2];
        sodium.HkdfExpand(pseudorandomKey, Hex.Bytes(info), output);
        Expect.Bytes(okm, output);
    }

    private static Action<ISodium> Hmac(string key, string data, string expected) =>
        sodium =>
        {
            var tag = new byte[KeySizes.Hash];
            sodium.HkdfExtract(Hex.Bytes(key), Hex.Bytes(data), tag);
            Expect.Bytes(expected, tag);
        };

    private static string Run(int first, int count) =>
        Convert.ToHexString(Enumerable.Range(first, count).Select(i => (byte)i).ToArray());
}
