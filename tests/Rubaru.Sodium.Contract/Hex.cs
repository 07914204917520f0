namespace Rubaru.Sodium.Contract;

internal static class Hex
{
    /// <summary>Bytes of hexadecimal digits; blanks between them are for the reader.</summary>
    internal static byte[] Bytes(string text) =>
        Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));

    internal static string Text(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= 64 ? Convert.ToHexStringLower(bytes) : Convert.ToHexStringLower(bytes[..64]) + "...";
}
