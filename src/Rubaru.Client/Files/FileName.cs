using System.Globalization;
using System.Text;

namespace Rubaru.Client.Files;

/// <summary>
/// Names of files come from other people and go to a disk: no folders, nothing that turns the text around it or hides its
/// end, no name that a system keeps for itself, at most 255 bytes with the extension kept.
/// </summary>
internal static class FileName
{
    private const string Nameless = "file";

    private static readonly string[] _reserved =
    [
        "CON",
        "PRN",
        "AUX",
        "NUL",
        .. Enumerable.Range(0, 10).SelectMany(i => (string[])[$"COM{i}", $"LPT{i}"]),
    ];

    public static string Clean(string name)
    {
        var clean = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            // Format characters turn the text around (bidi) or are invisible; surrogates that stand alone come as U+FFFD.
            var category = Rune.GetUnicodeCategory(rune);
            if (
                category
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.PrivateUse
            )
                continue;
            clean.Append(IsForbidden(rune) ? "_" : rune.ToString());
        }
        // Windows drops dots and spaces at the end; one at the beginning hides the file elsewhere.
        var bare = clean.ToString().Trim(' ', '.', '\u00A0', '\u3000');
        return Unreserved(Cut(bare.Length == 0 ? Nameless : bare));
    }

    /// <summary>type/subtype of plain letters, or "application/octet-stream". Only shown, never believed.</summary>
    public static string CleanType(string mime)
    {
        var isType =
            mime.Length is > 2 and <= FileLimits.MimeBytes
            && mime.Count(c => c == '/') == 1
            && mime.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '+' or '.');
        return isType ? mime.ToLowerInvariant() : "application/octet-stream";
    }

    private static bool IsForbidden(Rune rune) => rune.Value < 128 && "/\\:*?\"<>|%".Contains((char)rune.Value);

    private static string Cut(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= FileLimits.NameBytes)
            return name;
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= 16 ? name[dot..] : "";
        var kept = new StringBuilder();
        var bytes = Encoding.UTF8.GetByteCount(extension);
        foreach (var rune in name[..^extension.Length].EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > FileLimits.NameBytes)
                break;
            kept.Append(rune.ToString());
        }
        return kept.ToString().TrimEnd(' ', '.') + extension;
    }

    private static string Unreserved(string name)
    {
        var dot = name.IndexOf('.');
        var stem = dot < 0 ? name : name[..dot];
        return _reserved.Contains(stem.Trim(), StringComparer.OrdinalIgnoreCase) ? Cut("_" + name) : name;
    }
}
