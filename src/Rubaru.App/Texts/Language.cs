using System.Text.Json;

namespace Rubaru.App.Texts;

/// <summary>The texts of the screen in the language of the person; another one can take its place while the app runs.</summary>
public sealed class Language
{
    private static readonly string[] Names = Enum.GetNames<Text>();
    private readonly Dictionary<string, string>?[] plurals = new Dictionary<string, string>?[Names.Length];
    private readonly string[] texts = new string[Names.Length];

    public Language() => Array.Fill(texts, "");

    /// <summary>All languages, as BCP 47 tags, each with its own name for itself.</summary>
    public static IReadOnlyList<(string Code, string Name)> Complete { get; } =
    [("en", "English"), ("hi", "हिन्दी"), ("hi-Latn", "Hinglish")];

    /// <summary>BCP 47 tag, as in <c>html lang</c>.</summary>
    public string Code { get; private set; } = "en";

    /// <summary>The CLDR plural category of a number in this language; <c>Intl.PluralRules</c> in the browser.</summary>
    public Func<int, string> PluralRule { get; set; } = n => n == 1 ? "one" : "other";

    /// <summary>A number as this language writes it; <c>Intl.NumberFormat</c> in the browser.</summary>
    public Func<int, string> Number { get; set; } = n => n.ToString();

    /// <summary>Another language is in use: everything on the screen is said anew.</summary>
    public event Action? Changed;

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
        return text.Replace("{0}", Number(number), StringComparison.Ordinal);
    }

    /// <summary>Takes the texts of a language. A key that they lack keeps the words of the language before.</summary>
    /// <param name="code">BCP 47 tag.</param>
    /// <param name="json">Its file in <c>wwwroot/texts</c>: an object of texts, or of plural forms by CLDR category.</param>
    public void Use(string code, string json)
    {
        using var file = JsonDocument.Parse(json);
        var next = 0;
        foreach (var property in file.RootElement.EnumerateObject())
        {
            // The files have the order of the enum, which is made from one of them: hardly ever is a name searched.
            var index =
                next < Names.Length && property.NameEquals(Names[next]) ? next : Array.IndexOf(Names, property.Name);
            if (index < 0)
            {
                continue; // A key of an older or newer version; a test keeps the shipped files exact.
            }

            next = index + 1;
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                var forms = property.Value.EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetString()!);
                plurals[index] = forms;
                texts[index] = forms["other"];
            }
            else
            {
                plurals[index] = null;
                texts[index] = property.Value.GetString()!;
            }
        }

        Code = code;
        Changed?.Invoke();
    }
}
