namespace Rubaru.Client.Transport;

/// <summary>Reads the DTLS fingerprint of a session description: <c>a=fingerprint:sha-256 AB:CD:…</c> (RFC 8122).</summary>
internal static class SdpFingerprint
{
    internal const int Size = 32;
    private const string Attribute = "a=fingerprint:";
    private const string Algorithm = "sha-256 ";

    /// <returns>
    /// 32 bytes; <c>null</c> when there is none, another algorithm, or more than one distinct fingerprint. Two different
    /// ones would let the browser accept a certificate that the link keys do not name (protocol section 8.1).
    /// </returns>
    internal static byte[]? TryRead(string sdp)
    {
        byte[]? found = null;
        foreach (var line in sdp.AsSpan().EnumerateLines())
        {
            var text = line.Trim();
            if (!text.StartsWith(Attribute, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (TryParse(text[Attribute.Length..].Trim()) is not { } hash)
            {
                return null;
            }

            if (found is not null && !found.AsSpan().SequenceEqual(hash))
            {
                return null;
            }

            found = hash;
        }

        return found;
    }

    /// <param name="value">Algorithm and digits: <c>sha-256 AB:CD:…</c></param>
    internal static byte[]? TryParse(ReadOnlySpan<char> value)
    {
        if (!value.StartsWith(Algorithm, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var digits = value[Algorithm.Length..].Trim();
        if (digits.Length != (Size * 3) - 1)
        {
            return null;
        }

        var hash = new byte[Size];
        for (var i = 0; i < Size; i++)
        {
            var at = i * 3;
            if (
                !char.IsAsciiHexDigit(digits[at])
                || !char.IsAsciiHexDigit(digits[at + 1])
                || (i < Size - 1 && digits[at + 2] != ':')
            )
            {
                return null;
            }

            hash[i] = (byte)((HexValue(digits[at]) << 4) | HexValue(digits[at + 1]));
        }

        return hash;
    }

    private static int HexValue(char digit) =>
        char.IsAsciiDigit(digit) ? digit - '0' : char.ToLowerInvariant(digit) - 'a' + 10;
}
