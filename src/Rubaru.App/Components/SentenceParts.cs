namespace Rubaru.App.Components;

/// <summary>Cuts "Waiting for {0}" into its words and its arguments.</summary>
internal static class SentenceParts
{
    public static List<(string Text, bool Argument)> Split(string template, params ReadOnlySpan<string?> arguments)
    {
        var parts = new List<(string, bool)>();
        var from = 0;
        for (var at = template.IndexOf('{'); at >= 0; at = template.IndexOf('{', from))
        {
            if (at > from)
            {
                parts.Add((template[from..at], false));
            }

            var index = template[at + 1] - '0';
            if (index < arguments.Length && arguments[index] is { } argument)
            {
                parts.Add((argument, true));
            }

            from = at + 3;
        }

        if (from < template.Length)
        {
            parts.Add((template[from..], false));
        }

        return parts;
    }
}
