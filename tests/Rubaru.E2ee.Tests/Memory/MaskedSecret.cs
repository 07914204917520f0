namespace Rubaru.E2ee.Tests.Memory;

/// <summary>32 bytes to look for, kept in a form in which the search does not find them here.</summary>
/// <param name="Name">Which call gave them.</param>
internal sealed record MaskedSecret(string Name, byte[] Masked)
{
    public const int Size = 32;
    private const byte Mask = 0xA5;

    public static MaskedSecret Of(string name, ReadOnlySpan<byte> secret)
    {
        var masked = new byte[Size];
        for (var i = 0; i < Size; i++)
        {
            masked[i] = (byte)(secret[i] ^ Mask);
        }

        return new MaskedSecret(name, masked);
    }

    public int FirstTwo => (Masked[0] ^ Mask) | (Masked[1] ^ Mask) << 8;

    public bool IsAt(ReadOnlySpan<byte> place)
    {
        for (var i = 0; i < Size; i++)
        {
            if ((place[i] ^ Mask) != Masked[i])
            {
                return false;
            }
        }

        return true;
    }

    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at + Size <= bytes.Length; at++)
        {
            if (IsAt(bytes[at..]))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => Name;
}
