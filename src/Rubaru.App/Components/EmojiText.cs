using System.Globalization;
using Rubaru.Client.Content;

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
            if (++count > Most || !Emoji.Is(elements.GetTextElement()))
            {
                return false;
            }
        }

        return count > 0;
    }
}
