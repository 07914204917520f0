using System.Globalization;
using System.Text;

namespace Rubaru.Client.Content;

/// <summary>What counts as an emoji: by ranges of Unicode, so that those of later years count too.</summary>
public static class Emoji
{
    /// <summary>The longest in use (a family of four with skin tones) take 41 bytes of UTF-8.</summary>
    public const int MostBytes = 64;

    /// <summary>Exactly one as a person sees it, whatever it is made of.</summary>
    public static bool IsOne(string text) =>
        text.Length > 0
        && Encoding.UTF8.GetByteCount(text) <= MostBytes
        && StringInfo.GetNextTextElementLength(text) == text.Length
        && Is(text);

    /// <param name="element">One element of a text as a person sees it.</param>
    public static bool Is(string element)
    {
        if (Rune.DecodeFromUtf16(element, out var rune, out _) != System.Buffers.OperationStatus.Done)
            return false;
        var first = rune.Value;
        return first is >= 0x1F1E6 and <= 0x1FAFF || (first is >= 0x203C and <= 0x3299 && element.Contains('\uFE0F'));
    }
}
