namespace Rubaru.Sodium.Contract.Vectors;

/// <summary>
/// HMAC-SHA-512 (RFC 2104) and HKDF-SHA-512 (RFC 5869) from <see cref="ISodium.Sha512"/> alone. The protocol uses neither:
/// they are here so that the official sets try SHA-512, which the safety number is made of, on both back ends.
/// </summary>
internal static class HmacSha512
{
    private const int BlockSize = 128;

    internal static byte[] Compute(ISodium sodium, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        var block = new byte[BlockSize];
        (key.Length > BlockSize ? Hash(sodium, key) : key).CopyTo(block);
        var inner = Hash(sodium, [.. block.Select(b => (byte)(b ^ 0x36)), .. message]);
        return Hash(sodium, [.. block.Select(b => (byte)(b ^ 0x5C)), .. inner]);
    }

    /// <exception cref="ArgumentException">More than 255 blocks.</exception>
    internal static byte[] Derive(ISodium sodium, byte[] salt, byte[] inputKey, byte[] info, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 255 * KeySizes.Hash512);
        var pseudorandom = Compute(sodium, salt, inputKey);
        byte[] output = [];
        byte[] last = [];
        for (byte i = 1; output.Length < length; i++)
        {
            last = Compute(sodium, pseudorandom, [.. last, .. info, i]);
            output = [.. output, .. last];
        }

        return output[..length];
    }

    private static byte[] Hash(ISodium sodium, ReadOnlySpan<byte> message)
    {
        var hash = new byte[KeySizes.Hash512];
        sodium.Sha512(message, hash);
        return hash;
    }
}
