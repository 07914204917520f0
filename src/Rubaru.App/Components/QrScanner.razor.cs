using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Rubaru.App.Browser;
using Rubaru.App.Texts;

namespace Rubaru.App.Components;

/// <summary>The camera runs only after its button was pressed, and ends with the first code or with this component.</summary>
public sealed partial class QrScanner : IAsyncDisposable
{
    private readonly DotNetObjectReference<QrWatcher> watcher;
    private ElementReference video;
    private ElementReference input;
    private ScanState state;
    private bool watching;
    private bool gone;

    public QrScanner() => watcher = DotNetObjectReference.Create(new QrWatcher(FoundAsync, ChangeAsync));

    [Inject]
    internal QrReader Reader { get; set; } = null!;

    /// <summary>The bytes of any QR code.</summary>
    [Parameter, EditorRequired]
    public EventCallback<byte[]> OnRead { get; set; }

    private Text? Problem =>
        state switch
        {
            ScanState.Denied => Text.ScanDenied,
            ScanState.NoCamera => Text.ScanNoCamera,
            ScanState.Busy => Text.ScanBusy,
            ScanState.Unsupported => Text.ScanUnsupported,
            ScanState.Failed => Text.ScanFailed,
            ScanState.Nothing => Text.ScanNothing,
            ScanState.NoPicture => Text.ScanNoPicture,
            _ => null,
        };

    private Text Hint =>
        state switch
        {
            ScanState.Starting => Text.ScanAsking,
            ScanState.Running => Text.ScanRunning,
            ScanState.Searching => Text.ScanSearching,
            _ => Text.ScanHint,
        };

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Reader.WatchAsync(video, watcher);
            watching = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        gone = true;
        try
        {
            if (watching)
            {
                await Reader.UnwatchAsync(video);
            }
        }
        catch (JSException)
        {
            // The page is being left: its camera ends with it.
            return;
        }
        finally
        {
            watcher.Dispose();
        }
    }

    private async Task CameraAsync()
    {
        if (state == ScanState.Starting)
        {
            return;
        }

        if (state == ScanState.Running)
        {
            await Reader.StopAsync(video);
            state = ScanState.Idle;
            return;
        }

        state = ScanState.Starting;
        var started = await Reader.StartAsync(video, watcher);
        // A code may have been found before this answer.
        if (state == ScanState.Starting)
        {
            state = started;
        }
    }

    private async Task FileAsync()
    {
        state = ScanState.Searching;
        await Reader.ReadFileAsync(input, watcher);
    }

    private Task FoundAsync(byte[] bytes) =>
        InvokeAsync(async () =>
        {
            if (!gone)
            {
                state = ScanState.Idle;
                StateHasChanged();
                await OnRead.InvokeAsync(bytes);
            }
        });

    private Task ChangeAsync(ScanState next) =>
        InvokeAsync(() =>
        {
            state = next;
            StateHasChanged();
        });
}
