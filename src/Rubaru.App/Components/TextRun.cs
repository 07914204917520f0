namespace Rubaru.App.Components;

/// <summary>A piece of a message: plain characters, or an address that may be clicked.</summary>
/// <param name="Href">Set for an address; always http or https.</param>
internal readonly record struct TextRun(string Text, string? Href)
{
    /// <summary>Without the text: what is printed may be logged.</summary>
    public override string ToString() => nameof(TextRun);

    private static readonly string[] Schemes = ["https://", "http://"];

    /// <summary>
    /// Cuts a text into runs. The text stays text: nothing is interpreted as markup, and only http and https become links,
    /// without a user part (<c>https://bank.example@evil.example</c> reads like the wrong host) and without characters that
    /// change the reading direction.
    /// </summary>
    public static List<TextRun> Split(string text)
    {
        var runs = new List<TextRun>();
        var plainFrom = 0;
        for (var at = NextScheme(text, 0); at >= 0; )
        {
            var end = End(text, at);
            if (Link(text[at..end]) is { } href)
            {
                if (at > plainFrom)
                {
                    runs.Add(new(text[plainFrom..at], null));
                }

                runs.Add(new(text[at..end], href));
                plainFrom = end;
            }

            at = NextScheme(text, Math.Max(end, at + 1));
        }

        if (plainFrom < text.Length || runs.Count == 0)
        {
            runs.Add(new(text[plainFrom..], null));
        }

        return runs;
    }

    private static int NextScheme(string text, int from)
    {
        while (from < text.Length)
        {
            var at = text.IndexOf("http", from, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return -1;
            }

            var startsWord = at == 0 || !char.IsLetterOrDigit(text[at - 1]);
            if (startsWord && Schemes.Any(s => text.AsSpan(at).StartsWith(s, StringComparison.OrdinalIgnoreCase)))
            {
                return at;
            }

            from = at + 4;
        }

        return -1;
    }

    private static int End(string text, int from)
    {
        var end = from;
        while (end < text.Length && MayStandInLink(text[end]))
        {
            end++;
        }

        // A full stop or bracket behind an address belongs to the sentence, unless the bracket was opened inside.
        while (end > from && IsTrailing(text.AsSpan(from, end - from)))
        {
            end--;
        }

        return end;
    }

    private static bool MayStandInLink(char c) =>
        !char.IsWhiteSpace(c)
        && !char.IsControl(c)
        && c is not ('<' or '>' or '"' or '`' or '\\' or '«' or '»' or '“' or '”')
        && !Bidi.IsControl(c);

    private static bool IsTrailing(ReadOnlySpan<char> link) =>
        link[^1] switch
        {
            '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_' or '~' or '।' or '…' => true,
            ')' => link.Count(')') > link.Count('('),
            ']' => link.Count(']') > link.Count('['),
            '}' => link.Count('}') > link.Count('{'),
            _ => false,
        };

    private static string? Link(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is ("http" or "https")
        && uri.UserInfo.Length == 0
        && uri.Host.Length > 0
            ? uri.AbsoluteUri
            : null;
}
