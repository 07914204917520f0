using CsCheck;

namespace Rubaru.Client.Tests.Hostile;

/// <summary>Repeatable choices of an attacker.</summary>
internal sealed class Chance(uint seed)
{
    private readonly PCG _random = new(seed);

    public int Below(int limit) => (int)_random.Next((uint)limit);

    public byte Bit() => (byte)(1 << Below(8));

    public void Fill(Span<byte> bytes)
    {
        foreach (ref var value in bytes)
            value = (byte)Below(256);
    }

    public void Flip(Span<byte> bytes) => bytes[Below(bytes.Length)] ^= Bit();

    public void Shuffle<T>(T[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
