using Rubaru.Client.Storage;

namespace Rubaru.App.Components;

internal enum Strength
{
    TooShort,
    TooWeak,
    Weak,
    Fair,
    Strong,
}

/// <summary>
/// A careful guess at how many guesses a passphrase takes, in bits. It counts what people do (words, years, rows of the
/// keyboard, repetitions) as cheaply as a guessing program would, and knows nothing of where else it was used; so the words
/// beside it say "about". Only a passphrase that was rolled has a known strength: 11 bits a word.
/// </summary>
internal static class PassphraseStrength
{
    public const int Least = 8;
    private const double WordBits = 11;
    private const double NotoriousBits = 6;
    private const double YearBits = 7;
    private const double RunBits = 5;

    /// <summary>Letters of a word that is in no list here: people's words carry about this much a letter.</summary>
    private const double LetterBits = 2.5;

    private static readonly string[] _rows =
    [
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890",
        "qwertyuiop",
        "qwertzuiop",
        "asdfghjkl",
        "zxcvbnm",
        "azertyuiop",
    ];

    /// <summary>What everybody tries first, beyond the list of recovery words.</summary>
    private static readonly string[] _notorious =
    [
        .. "password passwort passphrase secret letmein welcome iloveyou admin login master qwerty".Split(' '),
        .. "dragon monkey football baseball princess sunshine superman batman pokemon starwars rubaru".Split(' '),
    ];

    /// <summary>10,000 cores at 0.15 s a guess (protocol section 9, measured) try about 2^16 a second.</summary>
    public static Strength Of(string text) =>
        text.Length < Least
            ? Strength.TooShort
            : Bits(text) switch
            {
                < 22 => Strength.TooWeak,
                < 36 => Strength.Weak,
                < 48 => Strength.Fair,
                _ => Strength.Strong,
            };

    public static double Bits(string text)
    {
        var lower = text.ToLowerInvariant();
        var bits = 0.0;
        for (var at = 0; at < text.Length; )
        {
            var (length, cost) = Next(text, lower, at);
            bits += cost;
            at += length;
        }

        return bits;
    }

    private static (int Length, double Bits) Next(string text, string lower, int at)
    {
        if (Repeated(lower, at) is > 2 and var same)
        {
            return (same, One(text[at]) + Math.Log2(same));
        }

        if (Seen(lower, at) is > 2 and var seen)
        {
            return (seen, RunBits);
        }

        if (_rows.Max(row => Row(lower, at, row)) is > 2 and var run)
        {
            return (run, RunBits + Math.Log2(run));
        }

        if (Match(_notorious, lower, at) is > 0 and var notorious)
        {
            return (notorious, NotoriousBits);
        }

        if (Match(RecoveryWords.All, lower, at) is > 0 and var word)
        {
            return (word, WordBits + (char.IsUpper(text[at]) ? 1 : 0));
        }

        if (IsYear(lower, at))
        {
            return (4, YearBits);
        }

        return (1, One(text[at]));
    }

    private static double One(char letter) =>
        char.IsAsciiLetterLower(letter) ? LetterBits
        : char.IsLetter(letter) ? LetterBits + 1
        : char.IsAsciiDigit(letter) ? 3.3
        : letter == ' ' ? 1
        : 4.5;

    private static int Repeated(string text, int at) => text.Skip(at).TakeWhile(letter => letter == text[at]).Count();

    /// <summary>How long a piece starts here that stood before.</summary>
    private static int Seen(string text, int at)
    {
        var length = 0;
        while (
            at + length < text.Length && text[..at].Contains(text.Substring(at, length + 1), StringComparison.Ordinal)
        )
        {
            length++;
        }

        return length;
    }

    private static int Row(string text, int at, string row)
    {
        var best = 0;
        foreach (var step in new[] { 1, -1 })
        {
            var place = row.IndexOf(text[at], StringComparison.Ordinal);
            var length = place < 0 ? 0 : 1;
            while (
                length > 0
                && at + length < text.Length
                && place + (step * length) is var next
                && next >= 0
                && next < row.Length
                && row[next] == text[at + length]
            )
            {
                length++;
            }

            best = Math.Max(best, length);
        }

        return best;
    }

    private static int Match(IEnumerable<string> words, string text, int at) =>
        words
            .Where(word => string.CompareOrdinal(text, at, word, 0, word.Length) == 0)
            .Select(word => word.Length)
            .DefaultIfEmpty()
            .Max();

    private static bool IsYear(string text, int at) =>
        at + 4 <= text.Length
        && text[at..(at + 2)] is "19" or "20"
        && text.AsSpan(at, 4).IndexOfAnyExceptInRange('0', '9') < 0;
}
