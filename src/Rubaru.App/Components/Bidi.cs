namespace Rubaru.App.Components;

/// <summary>Characters that change the reading direction of what follows them.</summary>
internal static class Bidi
{
    public static bool IsControl(char c) =>
        c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C';

    /// <summary>For places without isolation, such as the title of the tab.</summary>
    public static string Without(string text) =>
        text.Any(IsControl) ? string.Concat(text.Where(c => !IsControl(c))) : text;
}
