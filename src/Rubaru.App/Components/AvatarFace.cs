using System.Globalization;
using System.Text;
using Rubaru.E2ee;

namespace Rubaru.App.Components;

/// <summary>A face without a picture: initials of the name on a colour of the key fingerprint.</summary>
internal static class AvatarFace
{
    /// <summary>Colours of avatars in <c>tokens.css</c>.</summary>
    public const int Hues = 10;

    /// <summary>Of the key, not of the name: renaming a contact does not change its colour, and a namesake has another.</summary>
    public static int Hue(Fingerprint of) => (int)(of.Low % Hues);

    public static string Initials(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            [] => "?",
            [var only] => First(only),
            [var first, .., var last] => First(first) + First(last),
        };
    }

    /// <summary>The first visible character with what belongs to it (a vowel sign, a skin tone).</summary>
    private static string First(string word)
    {
        foreach (var element in Elements(word))
        {
            var category = Rune.GetUnicodeCategory(Rune.GetRuneAt(element, 0));
            if (category is not (UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.OtherPunctuation))
            {
                return element.ToUpperInvariant();
            }
        }

        return "?";
    }

    private static IEnumerable<string> Elements(string word)
    {
        var elements = StringInfo.GetTextElementEnumerator(word);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }
}
