using System.Runtime.CompilerServices;

namespace Rubaru.Sodium;

/// <summary>The check both back ends make before C code sees a pointer: it does not know how long a span is.</summary>
public static class Sizes
{
    /// <exception cref="ArgumentException">The sizes are wrong: a programming error, never a peer's doing.</exception>
    public static void Require(bool sizes, [CallerArgumentExpression(nameof(sizes))] string? rule = null)
    {
        if (!sizes)
        {
            throw new ArgumentException($"Wrong size: {rule}");
        }
    }
}
