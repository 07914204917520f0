using System.Globalization;
using System.Text;

namespace Rubaru.Client.Search;

/// <summary>
/// One form for what a person takes for the same when searching: without case, accents and invisible characters, with one
/// space for any white space. Devanagari keeps its vowel signs and loses the nukta; chandrabindu counts as anusvara.
/// </summary>
/// <param name="decompose">NFKD of one character; .NET without cultures has no tables, the browser has.</param>
public sealed class Folding(Func<string, string> decompose)
{
    private const char Anusvara = '\u0902';

    /// <summary>Each character is decomposed once.</summary>
    private readonly Dictionary<int, string> _folded = [];

    /// <summary>Empty when nothing is left to search for.</summary>
    public string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Append(folded, rune);
        return folded.ToString().Trim(' ');
    }

    public bool Matches(string text, string folded) => Fold(text).Contains(folded, StringComparison.Ordinal);

    /// <summary>Where in <paramref name="text"/> that stands which folds to <paramref name="folded"/>; accents that follow included.</summary>
    public IReadOnlyList<(int Start, int Length)> Find(string text, string folded)
    {
        if (folded.Length == 0)
            return [];
        var line = new StringBuilder(text.Length);
        var origins = new List<int>(text.Length);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            Append(line, rune);
            while (origins.Count < line.Length)
                origins.Add(at);
            at += rune.Utf16SequenceLength;
        }
        var whole = line.ToString();
        var found = new List<(int, int)>();
        for (var hit = Next(0); hit >= 0; hit = Next(hit + folded.Length))
        {
            var end = hit + folded.Length;
            while (end < origins.Count && origins[end] == origins[end - 1])
                end++;
            var start = origins[hit];
            found.Add((start, (end < origins.Count ? origins[end] : text.Length) - start));
        }
        return found;

        int Next(int from) => from > whole.Length ? -1 : whole.IndexOf(folded, from, StringComparison.Ordinal);
    }

    private void Append(StringBuilder line, Rune rune)
    {
        var folded = Fold(rune);
        // One space for a run of them.
        if (folded != " " || (line.Length > 0 && line[^1] != ' '))
            line.Append(folded);
    }

    private string Fold(Rune rune)
    {
        if (_folded.TryGetValue(rune.Value, out var folded))
            return folded;
        var whole = rune.IsAscii ? rune.ToString() : decompose(rune.ToString());
        var kept = new StringBuilder();
        foreach (var part in whole.EnumerateRunes())
            kept.Append(Part(part));
        return _folded[rune.Value] = kept.ToString();
    }

    private static string Part(Rune part) =>
        part.Value switch
        {
            // Letters of their own that people type without their stroke.
            'ß' => "ss",
            'ẞ' => "ss",
            'æ' or 'Æ' => "ae",
            'œ' or 'Œ' => "oe",
            'ø' or 'Ø' => "o",
            'ł' or 'Ł' => "l",
            'đ' or 'Đ' => "d",
            'ı' => "i",
            'ς' => "σ",
            0x0901 => Anusvara.ToString(),
            _ when IsAccent(part.Value) => "",
            _ => Rune.GetUnicodeCategory(part) switch
            {
                UnicodeCategory.Format => "",
                UnicodeCategory.Control
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator => " ",
                _ => Rune.ToLowerInvariant(part).ToString(),
            },
        };

    /// <summary>Marks that do not make another letter: accents, Arabic and Hebrew points, the Indic nukta, variation selectors.</summary>
    private static bool IsAccent(int mark) =>
        mark
            is (>= 0x0300 and <= 0x036F)
                or (>= 0x0591 and <= 0x05C7)
                or (>= 0x064B and <= 0x065F)
                or 0x0670
                or 0x093C
                or 0x09BC
                or 0x0A3C
                or 0x0ABC
                or 0x0B3C
                or 0x0CBC
                or (>= 0x1AB0 and <= 0x1AFF)
                or (>= 0x1DC0 and <= 0x1DFF)
                or (>= 0x20D0 and <= 0x20FF)
                or (>= 0xFE00 and <= 0xFE0F)
                or (>= 0xFE20 and <= 0xFE2F);
}
