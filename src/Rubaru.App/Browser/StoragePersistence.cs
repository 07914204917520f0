using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Whether the browser keeps what is stored here when the device runs short of room.</summary>
public sealed class StoragePersistence(IJSRuntime js)
{
    private readonly BrowserModule _module = new(js, "storage-persistence");

    /// <summary>Asks for it once more if needed.</summary>
    /// <returns><c>null</c> when the browser does not say.</returns>
    public async Task<bool?> RequestAsync() =>
        await _module.CallAsync<string>("request") switch
        {
            "kept" => true,
            "may-go" => false,
            _ => null,
        };

    /// <returns>Bytes used and allowed, as the browser estimates them; <c>null</c> when it does not say.</returns>
    public async Task<(long Used, long Quota)?> EstimateAsync() =>
        await _module.CallAsync<double[]>("estimate") is [var used, var quota] ? ((long)used, (long)quota) : null;
}
