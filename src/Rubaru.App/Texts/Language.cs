using System.Text.Json;

namespace Rubaru.App.Texts;

/// <summary>The texts of one language, read from its JSON once. Missing texts fall back to English.</summary>
public sealed class Language
{
    private static readonly string[] Names = Enum.GetNames<Text>();
    private readonly Dictionary<string, string>?[] plurals = new Dictionary<string, string>?[Names.Length];
    private readonly string[] texts = new string[Names.Length];

    public Language(string code, Func<int, string>? pluralRule = null)
    {
        Code = code;
        PluralRule = pluralRule ?? (n => n == 1 ? "one" : "other");
        Read("en");
        if (code != "en")
        {
            Read(code);
        }
    }

    /// <summary>The languages that are complete, as BCP 47 tags, each with its own name for itself.</summary>
    public static IReadOnlyList<(string Code, string Name)> Complete { get; } = [("en", "English")];

    /// <summary>BCP 47 tag, as in <c>html lang</c>.</summary>
    public string Code { get; }

    /// <summary>The CLDR plural category of a number in this language; <c>Intl.PluralRules</c> in the browser.</summary>
    public Func<int, string> PluralRule { get; set; }

    public string this[Text key] => texts[(int)key];

    /// <summary>For places where only plain characters fit (attributes). On the page <c>Say</c> isolates the arguments.</summary>
    public string Format(Text key, params ReadOnlySpan<string> arguments)
    {
        var text = this[key];
        for (var i = 0; i < arguments.Length; i++)
        {
            text = text.Replace($"{{{i}}}", arguments[i], StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>The text for a number, which is also its argument {0}.</summary>
    public string Count(Text key, int number)
    {
        var forms = plurals[(int)key];
        var text =
            forms is null ? this[key]
            : forms.TryGetValue(PluralRule(number), out var form) ? form
            : forms["other"];
        return text.Replace("{0}", number.ToString(), StringComparison.Ordinal);
    }

    private void Read(string code)
    {
        using var file =
            typeof(Language).Assembly.GetManifestResourceStream(code + ".json")
            ?? throw new ArgumentException($"There are no texts for {code}.", nameof(code));
        using var json = JsonDocument.Parse(file);
        foreach (var property in json.RootElement.EnumerateObject())
        {
            var index = Array.IndexOf(Names, property.Name);
            if (index < 0)
            {
                continue; // A key of an older or newer version; a test keeps the shipped files exact.
            }

            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                var forms = property.Value.EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetString()!);
                plurals[index] = forms;
                texts[index] = forms["other"];
            }
            else
            {
                texts[index] = property.Value.GetString()!;
            }
        }
    }
}
