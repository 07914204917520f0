using Microsoft.JSInterop;
using Rubaru.App.Texts;

namespace Rubaru.App.Browser;

/// <summary>Which language the person reads: what was chosen on this device, else what the browser asks for.</summary>
public sealed class Languages(IJSRuntime js, Language texts, Intl intl) : IDisposable
{
    private readonly BrowserModule module = new(js, "languages");
    private DotNetObjectReference<Languages>? reference;

    /// <summary>Loads the texts; before that there are no words. English where the wanted ones cannot be had.</summary>
    public async Task StartAsync()
    {
        reference = DotNetObjectReference.Create(this);
        var starting = module.CallAsync<string[]>("start", reference);
        await intl.LoadAsync();
        Use(await starting);
    }

    /// <summary>Changes the language of everything, now and for the next start.</summary>
    /// <param name="code">BCP 47 tag, one of <see cref="Language.Complete"/>.</param>
    /// <exception cref="JSException">Its texts are not on this device and cannot be fetched; nothing was changed.</exception>
    public async Task ChooseAsync(string code) => Use(await module.CallAsync<string[]>("choose", code));

    /// <summary>The choice goes with everything else that a person erases.</summary>
    public Task ForgetAsync() => module.CallAsync("forget");

    /// <summary>The browser's language changed, and none was chosen here.</summary>
    [JSInvokable]
    public void OnLanguage(string code, string json) => Use([code, json]);

    public void Dispose() => reference?.Dispose();

    private void Use(string[] loaded)
    {
        var (code, json) = (loaded[0], loaded[1]);
        intl.Use(code);
        texts.PluralRule = intl.Plural;
        texts.Number = number => intl.Number(number);
        texts.Use(code, json);
    }
}
