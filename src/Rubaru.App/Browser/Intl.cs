using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>
/// Dates, numbers and plural forms as the browser writes them (the app runs without .NET's cultures). Answers are kept,
/// so that a list does not call JavaScript for every row.
/// </summary>
public sealed class Intl(IJSRuntime js)
{
    private const int MaxKept = 4_000;
    private readonly BrowserModule _module = new(js, "intl");
    private readonly Dictionary<(string Form, long Bucket), string> _moments = [];
    private readonly Dictionary<int, string> _plurals = [];
    private readonly Dictionary<double, string> _numbers = [];
    private IJSInProcessObjectReference? _loaded;

    /// <summary>The languages of the person, most wanted first, as BCP 47 tags.</summary>
    public IReadOnlyList<string> Languages { get; private set; } = [];

    /// <summary>Loads the module; everything else here is synchronous and needs it.</summary>
    public async Task LoadAsync()
    {
        _loaded = await _module.LoadInProcessAsync();
        Languages = _loaded.Call<string[]>("wanted");
    }

    /// <param name="language">BCP 47 tag of the texts, for example "en". Dates follow the person's own region of it.</param>
    public void Use(string language)
    {
        Loaded.Call<string>("use", language);
        _moments.Clear();
        _plurals.Clear();
        _numbers.Clear();
    }

    /// <param name="form">Time, Weekday, DayOfYear, Date, ShortDate or Full.</param>
    public string Moment(DateTimeOffset moment, string form)
    {
        // Within one bucket the text cannot differ: seconds for Full, minutes for the rest (zones shift by minutes).
        var seconds = moment.ToUnixTimeSeconds();
        var bucket = form == "Full" ? seconds : seconds / 60;
        return Keep(_moments, (form, bucket), () => Loaded.Call<string>("moment", (double)seconds * 1000, form));
    }

    /// <summary>CLDR plural category: zero, one, two, few, many, other.</summary>
    public string Plural(int number) => Keep(_plurals, number, () => Loaded.Call<string>("plural", number));

    public string Number(double number) => Keep(_numbers, number, () => Loaded.Call<string>("number", number));

    /// <summary>NFKC: one form for what keyboards compose differently.</summary>
    public string Normalize(string text) => Loaded.Call<string>("normalize", text);

    /// <summary>NFKD: letters apart from their accents.</summary>
    public string Decompose(string text) => Loaded.Call<string>("decompose", text);

    private IJSInProcessObjectReference Loaded =>
        _loaded ?? throw new InvalidOperationException($"{nameof(LoadAsync)} has not run.");

    private static string Keep<TKey>(Dictionary<TKey, string> kept, TKey key, Func<string> make)
        where TKey : notnull
    {
        if (kept.TryGetValue(key, out var text))
        {
            return text;
        }

        if (kept.Count >= MaxKept)
        {
            kept.Clear();
        }

        return kept[key] = make();
    }
}
