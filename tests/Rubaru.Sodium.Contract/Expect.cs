using System.Runtime.CompilerServices;

namespace Rubaru.Sodium.Contract;

/// <summary>Assertions without a test framework, because the same code runs in the browser.</summary>
internal static class Expect
{
    internal static void Bytes(
        string expectedHex,
        ReadOnlySpan<byte> actual,
        [CallerArgumentExpression(nameof(actual))] string? what = null
    ) => Bytes(Hex.Bytes(expectedHex), actual, what);

    internal static void Bytes(
        ReadOnlySpan<byte> expected,
        ReadOnlySpan<byte> actual,
        [CallerArgumentExpression(nameof(actual))] string? what = null
    )
    {
        if (!expected.SequenceEqual(actual))
        {
            throw new CheckFailedException($"{what} is {Hex.Text(actual)}, not {Hex.Text(expected)}.");
        }
    }

    internal static void Differ(
        ReadOnlySpan<byte> one,
        ReadOnlySpan<byte> other,
        [CallerArgumentExpression(nameof(one))] string? what = null
    )
    {
        if (one.SequenceEqual(other))
        {
            throw new CheckFailedException($"{what} is the same twice: {Hex.Text(one)}.");
        }
    }

    internal static void Zero(ReadOnlySpan<byte> actual, [CallerArgumentExpression(nameof(actual))] string? what = null)
    {
        if (actual.ContainsAnyExcept((byte)0))
        {
            throw new CheckFailedException($"{what} is not zeroed: {Hex.Text(actual)}.");
        }
    }

    internal static void True(bool fact, [CallerArgumentExpression(nameof(fact))] string? what = null)
    {
        if (!fact)
        {
            throw new CheckFailedException($"Not so: {what}");
        }
    }

    internal static void Refuses(Action call, string what)
    {
        try
        {
            call();
        }
        catch (ArgumentException)
        {
            return;
        }

        throw new CheckFailedException($"No ArgumentException: {what}.");
    }
}
