using CsCheck;

namespace Rubaru.E2ee.Tests.Fuzz;

/// <summary>
/// Bytes that are almost right, which finds more than noise does: a valid sample with one to four changes. Cut, grown,
/// a piece repeated, a bit flipped, a byte at an edge of its range, or the tail of another sample.
/// </summary>
internal static class Mutant
{
    private static readonly byte[] Edges = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];

    private static readonly Gen<Change> Changes = Gen.Select(
        Gen.Int[0, 6],
        Gen.Int[0, int.MaxValue],
        Gen.Int[1, 64],
        Gen.Byte,
        (kind, at, length, value) => new Change(kind, at, length, value)
    );

    public static Gen<byte[]> Of(params IReadOnlyList<byte[]> samples) =>
        Gen.Select(
            Gen.Int[0, samples.Count - 1],
            Gen.Int[0, samples.Count - 1],
            Changes.Array[1, 4],
            (one, other, changes) =>
                changes.Aggregate(samples[one], (bytes, change) => change.Apply(bytes, samples[other]))
        );

    /// <param name="At">Taken modulo the length; small numbers are the head, where the structure is.</param>
    private sealed record Change(int Kind, int At, int Length, byte Value)
    {
        public byte[] Apply(byte[] bytes, byte[] other)
        {
            // Half of the changes go to the first 64 bytes.
            var at = bytes.Length == 0 ? 0 : At % (At % 2 == 0 ? Math.Min(64, bytes.Length) : bytes.Length);
            var end = Math.Min(bytes.Length, at + Length);
            return Kind switch
            {
                0 => With(bytes, at, b => (byte)(b ^ 1 << Value % 8)),
                1 => With(bytes, at, _ => Edges[Value % Edges.Length]),
                2 => [.. bytes[..at], .. bytes[end..]],
                3 => [.. bytes[..end], .. bytes[at..]],
                4 => bytes[..at],
                5 => [.. bytes[..at], .. Enumerable.Repeat(Value, Length), .. bytes[at..]],
                _ => [.. bytes[..at], .. other[Math.Min(at, other.Length)..]],
            };
        }

        private static byte[] With(byte[] bytes, int at, Func<byte, byte> change)
        {
            var changed = bytes.ToArray();
            if (changed.Length > 0)
            {
                changed[at] = change(changed[at]);
            }

            return changed;
        }
    }
}
