using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.Client.Locking;

namespace Rubaru.App;

/// <summary>
/// Locking: the engine ends and wipes its keys, and then the page is loaded anew. That throws away the memory of .NET with
/// every text in it, which no program could wipe.
/// </summary>
public sealed partial class App
{
    private IdleTimer? idle;
    private bool? veiled;
    private bool locking;

    [Inject]
    internal LockTriggers Triggers { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    private void StartLock()
    {
        idle = new IdleTimer(Time, () => InvokeAsync(LockAsync));
        Triggers.Touched += idle.Touch;
        Triggers.Asked += AskedToLock;
    }

    private async Task EndLockAsync()
    {
        Triggers.Asked -= AskedToLock;
        if (idle is not null)
        {
            Triggers.Touched -= idle.Touch;
            idle.Dispose();
        }

        await Triggers.UnwatchAsync();
    }

    /// <summary>What locks the app may have changed: at an unlock, and whenever the settings do.</summary>
    private void FollowLock() => InvokeAsync(FollowLockAsync);

    private async Task FollowLockAsync()
    {
        var current =
            stage == Stage.Home && client is { AppLock.HasPassphrase: true } open ? open.AppLock.Settings : null;
        idle?.Set(current?.After);
        if (current?.Blur != veiled)
        {
            veiled = current?.Blur;
            await (veiled is { } blur ? Triggers.WatchAsync(blur) : Triggers.UnwatchAsync());
        }
    }

    private void AskedToLock() => InvokeAsync(LockAsync);

    private async Task LockAsync()
    {
        if (locking || stage != Stage.Home || client is not { AppLock.HasPassphrase: true } open)
        {
            return;
        }

        locking = true;
        try
        {
            await (home?.KeepDraftAsync() ?? Task.CompletedTask);
        }
        catch (Exception error)
        {
            // A draft that cannot be kept must not keep the app open.
            Failures.Tell(error);
        }

        stage = Stage.Starting;
        StateHasChanged();
        try
        {
            await open.AppLock.LockAsync();
        }
        finally
        {
            Navigation.NavigateTo("", forceLoad: true);
        }
    }

    private async Task UnlockedAsync(UnlockResult result)
    {
        if (result == UnlockResult.Erased)
        {
            await ForgetAsync();
            return;
        }

        stage = Stage.Home;
        StateHasChanged();
        await FollowLockAsync();
        await KeepStorageAsync();
    }
}
