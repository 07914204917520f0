using System.Globalization;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Text and files that another app shared to this one. The service worker holds them in memory until they are taken.</summary>
public sealed class SharedText(IJSRuntime js)
{
    private readonly BrowserModule _module = new(js, "shared-text");

    /// <returns><c>null</c> when there is nothing (any more).</returns>
    public async Task<SharedWork?> TakeAsync() =>
        await _module.CallAsync<string[]>("take") is [var text, .. var files]
            ? new SharedWork(text, [.. files.Chunk(4).Where(file => file.Length == 4).Select(File)])
            : null;

    private static ChosenFile File(string[] file) =>
        new(
            int.Parse(file[0], CultureInfo.InvariantCulture),
            file[1],
            file[2],
            long.Parse(file[3], CultureInfo.InvariantCulture)
        );
}

/// <summary>What was shared: files go to the preview before sending, text alone into the message field.</summary>
public sealed record SharedWork(string Text, IReadOnlyList<ChosenFile> Files)
{
    /// <summary>Neither words nor names: what is printed may be logged.</summary>
    public override string ToString() => nameof(SharedWork);
}
