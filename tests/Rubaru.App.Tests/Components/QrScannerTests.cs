using Rubaru.App.Browser;

namespace Rubaru.App.Tests.Components;

public sealed class QrScannerTests : Page
{
    private readonly List<byte[]> read = [];

    private BunitJSModuleInterop Reader => JSInterop.SetupModule("./_content/Rubaru.App/js/qr-reader.js");

    private IRenderedComponent<QrScanner> Scanner(string? start = null)
    {
        var reader = Reader;
        reader.Mode = JSRuntimeMode.Loose;
        if (start is not null)
        {
            reader.Setup<string>("start", _ => true).SetResult(start);
        }

        return Render<QrScanner>(p => p.Add(s => s.OnRead, (byte[] bytes) => read.Add(bytes)));
    }

    [Theory]
    [InlineData("NotAllowedError", ScanState.Denied)]
    [InlineData("SecurityError", ScanState.Denied)]
    [InlineData("NotFoundError", ScanState.NoCamera)]
    [InlineData("OverconstrainedError", ScanState.NoCamera)]
    [InlineData("NotReadableError", ScanState.Busy)]
    [InlineData("unsupported", ScanState.Unsupported)]
    [InlineData("failed", ScanState.Failed)]
    public async Task Every_reason_why_there_is_no_camera_is_said(string reason, ScanState state)
    {
        var scanner = Scanner(reason);
        await scanner.Find("[data-testid=scan-camera]").ClickAsync(new());
        Assert.Equal(state.ToString(), scanner.Find("[data-testid=scanner]").GetAttribute("data-state"));
        Assert.True(scanner.Find("[data-testid=scan-problem]").TextContent.Trim().Length > 20);
        Assert.True(scanner.Find(".scan-frame").HasAttribute("hidden"));
    }

    [Fact]
    public async Task The_camera_runs_only_after_its_button_and_stops_by_it()
    {
        var scanner = Scanner("running");
        Assert.Equal("Idle", scanner.Find("[data-testid=scanner]").GetAttribute("data-state"));
        Assert.DoesNotContain(JSInterop.Invocations, call => call.Identifier == "start");
        await scanner.Find("[data-testid=scan-camera]").ClickAsync(new());
        Assert.Equal("Running", scanner.Find("[data-testid=scanner]").GetAttribute("data-state"));
        Assert.False(scanner.Find(".scan-frame").HasAttribute("hidden"));
        await scanner.Find("[data-testid=scan-camera]").ClickAsync(new());
        Assert.Equal("Idle", scanner.Find("[data-testid=scanner]").GetAttribute("data-state"));
    }

    [Fact]
    public async Task What_is_no_code_is_never_handed_on()
    {
        var states = new List<ScanState>();
        var found = new List<byte[]>();
        var watcher = new QrWatcher(
            bytes =>
            {
                found.Add(bytes);
                return Task.CompletedTask;
            },
            state =>
            {
                states.Add(state);
                return Task.CompletedTask;
            }
        );
        await watcher.OnPicture("found", []);
        await watcher.OnPicture("found", new byte[2954]);
        await watcher.OnPicture("nothing", []);
        await watcher.OnPicture("no-picture", []);
        await watcher.OnPicture("failed", [1]);
        await watcher.OnPicture("", [1]);
        await watcher.OnEnded();
        Assert.Empty(found);
        Assert.Equal(
            [
                ScanState.Nothing,
                ScanState.Nothing,
                ScanState.Nothing,
                ScanState.NoPicture,
                ScanState.Failed,
                ScanState.Failed,
                ScanState.Idle,
            ],
            states
        );
        await watcher.OnPicture("found", new byte[2953]);
        Assert.Single(found);
    }
}
