using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.App.Pages;
using Rubaru.App.Texts;
using Rubaru.Client;
using Rubaru.Client.Backups;
using Rubaru.Client.Storage;

namespace Rubaru.App;

/// <summary>The way from an empty page to the profile: what the browser can do, the lock of the profile, the engine.</summary>
public sealed partial class App : IAsyncDisposable
{
    private Stage stage = Stage.Starting;
    private IReadOnlyList<string> missing = [];
    private ClientPlatform? platform;
    private ChatClient? client;
    private Home? home;
    private string? invite;
    private string? notified;
    private SharedWork? shared;
    private string? shortcut;
    private bool sharing;
    private Exception? failure;
    private bool? storageKept;
    private Text? warning;

    private enum Stage
    {
        Starting,
        Unsupported,
        Elsewhere,
        Locked,
        Onboarding,
        Restoring,
        Home,
        Failed,
    }

    [Inject]
    internal Failures Failures { get; set; } = null!;

    [Inject]
    internal Startup Startup { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    [Inject]
    internal Languages Languages { get; set; } = null!;

    [Inject]
    internal Theme Theme { get; set; } = null!;

    [Inject]
    internal BrowserSupport Support { get; set; } = null!;

    [Inject]
    internal PageEvents Page { get; set; } = null!;

    [Inject]
    internal PushSubscriptions Push { get; set; } = null!;

    [Inject]
    internal AppUpdate Update { get; set; } = null!;

    [Inject]
    internal StoragePersistence Persistence { get; set; } = null!;

    [Inject]
    internal SharedText SharedText { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        T.Changed -= Redraw;
        Page.Left -= Leave;
        Page.Woke -= Wake;
        Page.HiddenChanged -= Hide;
        Page.OnlineChanged -= Network;
        Update.Changed -= Redraw;
        await EndLockAsync();
        await CloseAsync();
    }

    protected override async Task OnInitializedAsync()
    {
        TakeInvite();
        var looking = Support.MissingAsync();
        await Languages.StartAsync();
        T.Changed += Redraw;
        missing = await looking;
        if (missing.Count > 0)
        {
            stage = Stage.Unsupported;
            return;
        }

        Page.Left += Leave;
        Page.Woke += Wake;
        Page.HiddenChanged += Hide;
        Page.OnlineChanged += Network;
        Update.Changed += Redraw;
        StartLock();
        shared = sharing ? await SharedText.TakeAsync() : null;
        // The page is listened to while the browser opens the store, which it does by itself.
        await Task.WhenAll(OpenAsync(takeOver: false), ListenAsync());
        await Update.StartAsync();
    }

    private async Task ListenAsync()
    {
        await Page.StartAsync();
        await Push.StartAsync();
    }

    /// <summary>The secret of an invite leaves the address bar and the history at once; it lives in memory only.</summary>
    private void TakeInvite()
    {
        var address = Navigation.Uri;
        if (Navigation.ToBaseRelativePath(address).StartsWith("i#", StringComparison.Ordinal))
        {
            invite = address;
        }
        else if (Navigation.ToBaseRelativePath(address) is ['#', 'n', '=', .. var chat])
        {
            notified = chat;
        }
        else if (Navigation.ToBaseRelativePath(address) is ['#', .. var way])
        {
            sharing = way == "shared";
            shortcut = way;
        }

        if (address != Navigation.BaseUri)
        {
            Navigation.NavigateTo("", new NavigationOptions { ReplaceHistoryEntry = true });
        }
    }

    private Task TakeOverAsync() => OpenAsync(takeOver: true);

    private async Task OpenAsync(bool takeOver)
    {
        try
        {
            platform = await Startup.OpenAsync(takeOver, () => InvokeAsync(LostAsync));
            client = new ChatClient(platform);
            client.Changed += FollowLock;
            WatchWork(client);
            client.SetHidden(Page.Hidden);
            await client.StartAsync();
            stage =
                client.HasProfile ? Stage.Home
                : client.AppLock.IsLocked ? Stage.Locked
                : Stage.Onboarding;
        }
        catch (StoreInUseException)
        {
            stage = Stage.Elsewhere;
        }
        catch (Exception error)
        {
            Failures.Tell(error);
            (stage, failure) = (Stage.Failed, error);
        }

        StateHasChanged();
        if (stage == Stage.Onboarding)
        {
            warning = await Support.ForgetsAsync() switch
            {
                "ios-tab" => Text.OnboardingHomeScreen,
                "private" => Text.OnboardingPrivate,
                _ => null,
            };
            StateHasChanged();
        }
        else if (stage == Stage.Home)
        {
            await FollowLockAsync();
            await KeepStorageAsync();
        }
    }

    /// <summary>Another tab took the profile: this one lets go of everything and says so.</summary>
    private async Task LostAsync()
    {
        stage = Stage.Elsewhere;
        StateHasChanged();
        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        var (engine, store) = (client, platform?.Store);
        (client, platform) = (null, null);
        if (engine is not null)
        {
            engine.Changed -= FollowLock;
            await EndWorkAsync(engine);
            await engine.DisposeAsync();
        }

        if (store is not null)
        {
            await store.DisposeAsync();
        }
    }

    private async Task CreateAsync(string name, string? passphrase)
    {
        await client!.CreateProfileAsync(name, passphrase);
        stage = Stage.Home;
        StateHasChanged();
        await FollowLockAsync();
        await KeepStorageAsync();
    }

    private async Task<BackupCheck> RestoreAsync(Stream file, string secret)
    {
        var check = await client!.RestoreAsync(file, secret);
        if (check.Problem == BackupProblem.None)
        {
            stage = Stage.Home;
            StateHasChanged();
            await KeepStorageAsync();
        }

        return check;
    }

    /// <summary>Asked when there is something to keep, not before.</summary>
    private async Task KeepStorageAsync()
    {
        storageKept = await Persistence.RequestAsync();
        StateHasChanged();
    }

    private async Task EraseAsync()
    {
        await client!.EraseAsync();
        await ForgetAsync();
    }

    /// <summary>The profile is erased: nothing that a person chose on this device stays either.</summary>
    private async Task ForgetAsync()
    {
        await Languages.ForgetAsync();
        await Theme.ForgetAsync();
        await CloseAsync();
        Navigation.NavigateTo("", forceLoad: true);
    }

    private async Task ActAsync(string kind)
    {
        if (kind == "update-ready")
        {
            // The page loads again: what stands in the field is kept first.
            await (home?.KeepDraftAsync() ?? Task.CompletedTask);
            await Update.ApplyAsync();
        }
        else
        {
            Navigation.NavigateTo("", forceLoad: true);
        }
    }

    private void Leave()
    {
        _ = home?.KeepDraftAsync();
        client?.Leave();
    }

    private void Wake()
    {
        idle?.Look();
        client?.Wake();
    }

    private void Hide(bool hidden)
    {
        client?.SetHidden(hidden);
        _ = InvokeAsync(() => home?.HideAsync(hidden) ?? Task.CompletedTask);
    }

    private void Network(bool online) => Redraw();

    private void Redraw() => InvokeAsync(StateHasChanged);
}
