using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>"system", "light" or "dark": kept on this device and applied before the app starts the next time.</summary>
public sealed class Theme(IJSRuntime js)
{
    private readonly BrowserModule module = new(js, "theme");

    public Task SetAsync(string theme) => module.CallAsync("setTheme", theme);

    /// <summary>The choice goes with everything else that a person erases.</summary>
    public Task ForgetAsync() => module.CallAsync("forgetTheme");

    public Task<string> ChosenAsync() => module.CallAsync<string>("theme");
}
