using System.Text;

namespace Rubaru.App;

/// <summary>
/// What of an exception may stand in a log: its kind and where it was thrown. Not its message: those of .NET and of the
/// browser quote what they could not read, which may be a text, a name or a link.
/// </summary>
internal static class FailureTrace
{
    /// <summary>Of causes within causes, and of lines of each: enough to find the place.</summary>
    private const int MostCauses = 8;
    private const int MostLines = 40;

    /// <returns>One line with the type of the exception and of each cause, each followed by its stack.</returns>
    public static string Of(Exception error)
    {
        var trace = new StringBuilder();
        var causes = new Queue<Exception>([error]);
        for (var count = 0; count < MostCauses && causes.TryDequeue(out var cause); count++)
        {
            trace.Append(count == 0 ? "" : "\ncaused by ").Append(cause.GetType().FullName);
            // A script's stack begins with the message of its error, so only the places are taken.
            var places = (cause.StackTrace ?? "").Split('\n').Select(line => line.Trim()).Where(IsPlace);
            foreach (var place in places.Take(MostLines))
            {
                trace.Append("\n   ").Append(place);
            }

            foreach (var inner in cause is AggregateException many ? [.. many.InnerExceptions] : Inner(cause))
            {
                causes.Enqueue(inner);
            }
        }

        return trace.ToString();
    }

    private static bool IsPlace(string line) => line.StartsWith("at ", StringComparison.Ordinal);

    private static IEnumerable<Exception> Inner(Exception error) => error.InnerException is { } inner ? [inner] : [];
}
