using Microsoft.JSInterop;
using Rubaru.Client.Storage;

namespace Rubaru.App.Browser;

/// <summary>AES-256-GCM under a non-extractable CryptoKey that lives in IndexedDB (protocol section 11, device slot).</summary>
public sealed class WebDeviceKey(IJSRuntime js) : IDeviceKey
{
    private readonly BrowserModule _module = new(js, "device-key");

    public Task<byte[]> WrapAsync(byte[] associatedData, byte[] key) =>
        _module.CallAsync<byte[]>("wrap", associatedData, key);

    public async Task<byte[]?> UnwrapAsync(byte[] associatedData, byte[] wrapped) =>
        await _module.CallAsync<byte[]>("unwrap", associatedData, wrapped) is { Length: > 0 } key ? key : null;

    public Task EraseAsync(bool withRecords = false) => _module.CallAsync("erase", withRecords);
}
