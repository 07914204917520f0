namespace Rubaru.App.Components;

/// <summary>
/// The marks within one line. The work grows with the length of the line only: for each mark it is remembered that no
/// partner follows, and one level of marks stands in another at most <see cref="Deepest"/> times.
/// </summary>
internal sealed class MarkupLine(string line)
{
    private const int Deepest = 4;
    private static readonly (string Mark, MarkupKind Kind)[] Marks =
    [
        ("**", MarkupKind.Bold),
        ("~~", MarkupKind.Strike),
        ("*", MarkupKind.Italic),
        ("_", MarkupKind.Italic),
    ];

    /// <summary>Addresses, in which a mark is a character like any other.</summary>
    private readonly List<(int From, int To, string Href)> links = Links(line);

    /// <summary>Each line with the line break before it, so that together they are the text.</summary>
    public static IEnumerable<string> Split(string text)
    {
        for (var from = 0; from < text.Length; )
        {
            var next = text.IndexOf('\n', from + 1);
            var to = next < 0 ? text.Length : next;
            yield return text[from..to];
            from = to;
        }
    }

    public List<Markup> Pieces() => Pieces(0, line.Length, 0);

    private List<Markup> Pieces(int from, int to, int depth)
    {
        var pieces = new List<Markup>();
        var hopeless = new HashSet<string>();
        var plain = from;
        var link = links.FindIndex(known => known.From >= from);
        for (var at = from; at < to; )
        {
            if (link >= 0 && link < links.Count && links[link].From == at)
            {
                var (_, end, href) = links[link++];
                Plain(pieces, plain, at);
                pieces.Add(new(MarkupKind.Link, line[at..end], href));
                plain = at = end;
                continue;
            }

            if (Code(at, to, hopeless) is { } code)
            {
                Plain(pieces, plain, at);
                pieces.Add(new(MarkupKind.Code, line[(at + 1)..code]));
                plain = at = code + 1;
            }
            else if (depth < Deepest && Pair(at, to, hopeless) is { } pair)
            {
                Plain(pieces, plain, at);
                var inside = Pieces(at + pair.Mark.Length, pair.Close, depth + 1);
                pieces.Add(new(pair.Kind, "") { Inside = inside });
                plain = at = pair.Close + pair.Mark.Length;
            }
            else
            {
                at++;
            }

            while (link >= 0 && link < links.Count && links[link].From < at)
            {
                link++;
            }
        }

        Plain(pieces, plain, to);
        return pieces;
    }

    private void Plain(List<Markup> pieces, int from, int to)
    {
        if (to > from)
        {
            pieces.Add(new(MarkupKind.Plain, line[from..to]));
        }
    }

    private int? Code(int at, int to, HashSet<string> hopeless)
    {
        if (line[at] != '`' || hopeless.Contains("`"))
        {
            return null;
        }

        var close = line.IndexOf('`', at + 1, to - at - 1);
        if (close < 0)
        {
            hopeless.Add("`");
        }

        return close > at + 1 ? close : null;
    }

    private (string Mark, MarkupKind Kind, int Close)? Pair(int at, int to, HashSet<string> hopeless)
    {
        foreach (var (mark, kind) in Marks)
        {
            if (!Opens(at, to, mark) || hopeless.Contains(mark))
            {
                continue;
            }

            if (Close(at + mark.Length, to, mark) is { } close)
            {
                return (mark, kind, close);
            }

            hopeless.Add(mark);
        }

        return null;
    }

    /// <summary>At the beginning of a word, and hugging it: <c>2 * 3 * 4</c> and <c>snake_case_name</c> stay as they are.</summary>
    private bool Opens(int at, int to, string mark) =>
        Is(at, to, mark)
        && (at == 0 || !char.IsLetterOrDigit(line[at - 1]))
        && at + mark.Length < to
        && !char.IsWhiteSpace(line[at + mark.Length])
        && line[at + mark.Length] != mark[0];

    private int? Close(int from, int to, string mark)
    {
        var link = 0;
        for (var at = from + 1; at <= to - mark.Length; at++)
        {
            while (link < links.Count && links[link].To <= at)
            {
                link++;
            }

            if (link < links.Count && links[link].From <= at)
            {
                at = links[link].To - 1;
                continue;
            }

            var after = at + mark.Length;
            if (
                Is(at, to, mark)
                && !char.IsWhiteSpace(line[at - 1])
                && (after == line.Length || (!char.IsLetterOrDigit(line[after]) && line[after] != mark[0]))
                && (mark.Length > 1 || line[at - 1] != mark[0])
            )
            {
                return at;
            }
        }

        return null;
    }

    private bool Is(int at, int to, string mark) =>
        at + mark.Length <= to && string.CompareOrdinal(line, at, mark, 0, mark.Length) == 0;

    private static List<(int, int, string)> Links(string line)
    {
        var links = new List<(int, int, string)>();
        var at = 0;
        foreach (var run in TextRun.Split(line))
        {
            if (run.Href is { } href)
            {
                links.Add((at, at + run.Text.Length, href));
            }

            at += run.Text.Length;
        }

        return links;
    }
}
