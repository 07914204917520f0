using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Called by qr-reader.js.</summary>
/// <param name="found">The bytes of a code.</param>
/// <param name="changed">A picture without a code, or the camera ended.</param>
public sealed class QrWatcher(Func<byte[], Task> found, Func<ScanState, Task> changed)
{
    /// <summary>A code of QR version 40 holds no more; anything longer is not one.</summary>
    private const int MostBytes = 2953;

    [JSInvokable]
    public Task OnPicture(string result, byte[] bytes) =>
        result switch
        {
            "found" when bytes.Length is > 0 and <= MostBytes => found(bytes),
            "found" or "nothing" => changed(ScanState.Nothing),
            "no-picture" => changed(ScanState.NoPicture),
            _ => changed(ScanState.Failed),
        };

    [JSInvokable]
    public Task OnEnded() => changed(ScanState.Idle);
}
