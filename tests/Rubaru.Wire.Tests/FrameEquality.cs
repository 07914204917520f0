namespace Rubaru.Wire.Tests;

/// <summary>Records compare byte arrays by reference; this compares every field by value.</summary>
internal static class FrameEquality
{
    public static bool Same(Frame? left, Frame? right) =>
        left is not null
        && right is not null
        && left.GetType() == right.GetType()
        && left.GetType().GetProperties().All(field => SameField(field.GetValue(left), field.GetValue(right)));

    private static bool SameField(object? left, object? right) =>
        (left, right) switch
        {
            (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
            (IReadOnlyList<byte[]> a, IReadOnlyList<byte[]> b) => a.Count == b.Count
                && a.Zip(b).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)),
            (IReadOnlyList<IceServer> a, IReadOnlyList<IceServer> b) => a.SequenceEqual(b),
            _ => Equals(left, right),
        };
}
