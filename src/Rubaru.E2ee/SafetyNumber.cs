using System.Buffers.Binary;
using System.Globalization;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>
/// The 60 digits that two people compare (protocol section 10): both see the same ones exactly when each has the other's
/// true fingerprint. The 5,201 hashes a half make it slow to search for an identity whose digits look alike.
/// </summary>
public static class SafetyNumber
{
    /// <summary>Decimal digits of the whole number; the first half is the smaller one.</summary>
    public const int Digits = 60;
    private const int Rounds = 5200;
    private const int GroupSize = 5;
    private const uint GroupRange = 100_000;

    /// <returns>60 decimal digits, the same whoever of the two asks.</returns>
    public static string Of(ISodium sodium, Fingerprint one, Fingerprint other)
    {
        var (first, second) = (Half(sodium, one), Half(sodium, other));
        return string.CompareOrdinal(first, second) <= 0 ? first + second : second + first;
    }

    /// <summary>h_0 = H512(0x0001 || FP), h_i = H512(h_{i-1} || FP); six 5-byte groups of h_5200 modulo 100,000.</summary>
    private static string Half(ISodium sodium, Fingerprint fingerprint)
    {
        Span<byte> input = stackalloc byte[KeySizes.Hash512 + Fingerprint.Size];
        Span<byte> hash = stackalloc byte[KeySizes.Hash512];
        fingerprint.Write(input[KeySizes.Hash512..]);
        Span<byte> first = stackalloc byte[2 + Fingerprint.Size];
        sodium.Sha512(new Concatenation(first).Add((ushort)1).Add(fingerprint).Bytes, hash);
        for (var i = 0; i < Rounds; i++)
        {
            hash.CopyTo(input);
            sodium.Sha512(input, hash);
        }

        Span<char> digits = stackalloc char[Digits / 2];
        for (var group = 0; group < Digits / 2 / GroupSize; group++)
        {
            var bytes = hash.Slice(group * GroupSize, GroupSize);
            var value = ((ulong)bytes[0] << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
            var written = ((uint)(value % GroupRange)).TryFormat(
                digits[(group * GroupSize)..],
                out _,
                "D5",
                CultureInfo.InvariantCulture
            );
            System.Diagnostics.Debug.Assert(written);
        }

        return new string(digits);
    }
}
