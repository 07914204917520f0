using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>Fingerprints and session ids are compared as bytes, the most significant first, and printed as hex digits.</summary>
public class NameTests
{
    private static readonly byte[][] Ordered =
    [
        Bytes((31, 1)),
        Bytes((31, 2)),
        Bytes((16, 1)),
        Bytes((15, 1)),
        Bytes((15, 1), (31, 1)),
        Bytes((0, 0x7F)),
        Bytes((0, 0x80)),
    ];

    [Fact]
    public void Fingerprints_are_in_the_order_of_their_bytes()
    {
        for (var i = 0; i < Ordered.Length; i++)
        {
            for (var j = 0; j < Ordered.Length; j++)
            {
                var (one, other) = (Fingerprint.Read(Ordered[i]), Fingerprint.Read(Ordered[j]));
                Assert.Equal(i.CompareTo(j), Math.Sign(one.CompareTo(other)));
                Agree(i.CompareTo(j), [one < other, one > other, one <= other, one >= other]);
            }
        }
    }

    [Fact]
    public void Session_ids_are_in_the_order_of_their_bytes()
    {
        // The first half of a fingerprint's bytes: some of them are equal there.
        var halves = Ordered.Select(bytes => bytes[..SessionId.Size]).ToArray();
        foreach (var left in halves)
        {
            foreach (var right in halves)
            {
                var order = left.AsSpan().SequenceCompareTo(right);
                var (one, other) = (SessionId.Read(left), SessionId.Read(right));
                Assert.Equal(Math.Sign(order), Math.Sign(one.CompareTo(other)));
                Agree(order, [one < other, one > other, one <= other, one >= other]);
            }
        }
    }

    [Fact]
    public void They_are_printed_as_all_their_digits()
    {
        var bytes = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        Assert.Equal(Convert.ToHexStringLower(bytes), Fingerprint.Read(bytes).ToString());
        Assert.Equal(Convert.ToHexStringLower(bytes[..16]), SessionId.Read(bytes).ToString());
    }

    private static void Agree(int order, bool[] said) =>
        Assert.Equal([order < 0, order > 0, order <= 0, order >= 0], said);

    private static byte[] Bytes(params (int At, byte Value)[] set)
    {
        var bytes = new byte[Fingerprint.Size];
        foreach (var (at, value) in set)
        {
            bytes[at] = value;
        }

        return bytes;
    }
}
