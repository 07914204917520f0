using System.Buffers;

namespace Rubaru.App.Components;

/// <summary>What a piece of a message is drawn as.</summary>
internal enum MarkupKind
{
    Plain,
    Link,
    Bold,
    Italic,
    Strike,
    Code,
    CodeBlock,
    Quote,
}

/// <summary>A piece of a message. Only the kinds above exist: nothing that somebody writes becomes any other element.</summary>
/// <param name="Text">Its characters; for the kinds that hold others: none.</param>
/// <param name="Href">Of a link; always http or https (<see cref="TextRun"/>).</param>
internal sealed record Markup(MarkupKind Kind, string Text, string? Href = null)
{
    /// <summary>Without the text: what is printed may be logged.</summary>
    public override string ToString() => nameof(Markup);

    public IReadOnlyList<Markup> Inside { get; init; } = [];

    /// <summary>
    /// Cuts a text: <c>**bold**</c>, <c>*italic*</c> and <c>_italic_</c>, <c>~~strike~~</c>, <c>`code`</c>, a block between
    /// two lines of <c>```</c>, lines that begin with <c>&gt; </c>. Everything else stays what it is, marks without a
    /// partner too. No HTML, no pictures; an address is a link and nothing is ever fetched for it.
    /// </summary>
    public static List<Markup> Of(string text)
    {
        if (text.AsSpan().IndexOfAny("*_~`>") < 0 && !text.Contains("http", StringComparison.OrdinalIgnoreCase))
        {
            return [new(MarkupKind.Plain, text)];
        }

        var pieces = new List<Markup>();
        var lines = text.Split('\n');
        var closing = Closing(lines);
        for (var i = 0; i < lines.Length; )
        {
            if (BlockEnd(lines, closing, i) is { } end)
            {
                pieces.Add(new(MarkupKind.CodeBlock, string.Join('\n', lines[(i + 1)..end])));
                i = end + 1;
            }
            else if (IsQuote(lines[i]))
            {
                var last = i;
                while (last < lines.Length && IsQuote(lines[last]))
                {
                    last++;
                }

                var inside = string.Join('\n', lines[i..last].Select(line => line[1..].TrimStart(' ')));
                pieces.Add(new(MarkupKind.Quote, "") { Inside = Words(inside) });
                i = last;
            }
            else
            {
                var last = i;
                while (
                    last < lines.Length
                    && !IsQuote(lines[last])
                    && (last == i || BlockEnd(lines, closing, last) is null)
                )
                {
                    last++;
                }

                // A block beside it is a line break already.
                pieces.AddRange(Words(string.Join('\n', lines[i..last])));
                i = last;
            }
        }

        return pieces;
    }

    /// <summary>Its words alone, for a line where no element stands: a list, a quote, what was found.</summary>
    public static string Plain(string text) => string.Concat(Of(text).Select(Plain)).Trim();

    private static string Plain(Markup piece)
    {
        var words = piece.Inside.Count > 0 ? string.Concat(piece.Inside.Select(Plain)) : piece.Text;
        return piece.Kind is MarkupKind.CodeBlock or MarkupKind.Quote ? $"\n{words}\n" : words;
    }

    /// <summary>What names of programming languages are made of: <c>c++</c>, <c>objective-c</c>.</summary>
    private static readonly SearchValues<char> OfLanguages = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+#.-"
    );

    private static List<Markup> Words(string text)
    {
        var pieces = new List<Markup>();
        foreach (var line in MarkupLine.Split(text))
        {
            pieces.AddRange(new MarkupLine(line).Pieces());
        }

        return pieces;
    }

    private static bool IsQuote(string line) => line.StartsWith("> ", StringComparison.Ordinal) || line == ">";

    /// <summary>The closing line of a block that opens here; one without a line between them is none.</summary>
    private static int? BlockEnd(string[] lines, int[] closing, int from) =>
        IsFence(lines[from]) && closing[from] is var end && end < lines.Length && end > from + 1 ? end : null;

    /// <summary>For each line the next one that closes a block: looked for once, whatever was sent.</summary>
    private static int[] Closing(string[] lines)
    {
        var closing = new int[lines.Length];
        for (var (i, next) = (lines.Length - 1, lines.Length); i >= 0; i--)
        {
            closing[i] = next;
            next = lines[i].TrimEnd() == "```" ? i : next;
        }

        return closing;
    }

    /// <summary>The name of a language may follow, which is not shown; other words would be lost, so with them it is no fence.</summary>
    private static bool IsFence(string line)
    {
        if (!line.StartsWith("```", StringComparison.Ordinal))
        {
            return false;
        }

        var name = line.AsSpan(3).Trim();
        return name.IsEmpty
            || (name.Length < 16 && char.IsAsciiLetter(name[0]) && !name.ContainsAnyExcept(OfLanguages));
    }
}
