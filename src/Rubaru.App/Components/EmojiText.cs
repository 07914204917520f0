using System.Globalization;
using System.Text;

namespace Rubaru.App.Components;

/// <summary>One to three emoji and nothing else are shown larger.</summary>
internal static class EmojiText
{
    private const int Most = 3;

    public static bool Is(string text)
    {
        if (text.Length is 0 or > 64)
        {
            return false;
        }

        var count = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            if (++count > Most || !IsEmoji(elements.GetTextElement()))
            {
                return false;
            }
        }

        return count > 0;
    }

    private static bool IsEmoji(string element)
    {
        var first = Rune.GetRuneAt(element, 0).Value;
        return first is >= 0x1F1E6 and <= 0x1FAFF || (first is >= 0x203C and <= 0x3299 && element.Contains('\uFE0F'));
    }
}
