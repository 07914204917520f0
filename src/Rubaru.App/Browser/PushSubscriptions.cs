using Microsoft.JSInterop;
using Rubaru.Client.Notifications;

namespace Rubaru.App.Browser;

/// <summary>The browser's Push API and its notifications. The service worker shows pushes; this page shows what it knows.</summary>
public sealed class PushSubscriptions(IJSRuntime js) : IPushSubscriptions, IAsyncDisposable
{
    private readonly BrowserModule _module = new(js, "push-subscriptions");
    private DotNetObjectReference<PushSubscriptions>? _reference;

    public event Action<PushArrival>? Arrived;

    public event Action? Changed;

    /// <summary>A notification was pressed: the tag of its chat, or nothing where a push did not know it.</summary>
    public event Action<string>? Clicked;

    public async Task StartAsync()
    {
        _reference ??= DotNetObjectReference.Create(this);
        await _module.CallAsync("watch", _reference);
    }

    /// <summary>The service worker's words in the person's language; it has English ones of its own.</summary>
    public Task SpeakAsync(string title, string wake, string knock, string test) =>
        TryAsync(() => _module.CallAsync("speak", title, wake, knock, test));

    public async Task<PushPermission> PermissionAsync() => Read(await _module.CallAsync<string>("permission"));

    public async Task<PushPermission> AskAsync() => Read(await _module.CallAsync<string>("ask"));

    public async Task<PushSubscription?> FindAsync()
    {
        try
        {
            return Read(await _module.CallAsync<string[]>("find"));
        }
        catch (JSException)
        {
            // A browser that cannot even look has none.
            return null;
        }
    }

    public async Task<PushSubscription> SubscribeAsync(byte[] serverKey)
    {
        try
        {
            return Read(await _module.CallAsync<string[]>("subscribe", serverKey))
                ?? throw new PushFailedException("The browser's subscription has no keys.");
        }
        catch (JSException error)
        {
            throw new PushFailedException(error.Message);
        }
    }

    public Task UnsubscribeAsync() => TryAsync(() => _module.CallAsync("unsubscribe"));

    public Task EraseAsync() => TryAsync(() => _module.CallAsync("erase"));

    /// <param name="chat">Opaque; it is kept by the system.</param>
    public Task ShowAsync(string chat, string title, string body) =>
        TryAsync(() => _module.CallAsync("show", chat, title, body));

    public Task CloseChatAsync(string chat) => TryAsync(() => _module.CallAsync("close", $"chat {chat}"));

    /// <summary>The notification of a push whose content is on the screen, or in notifications of its chats.</summary>
    public Task CloseAsync(PushArrival kind) => TryAsync(() => _module.CallAsync("close", NameOf(kind)));

    [JSInvokable]
    public void OnPush(string kind)
    {
        foreach (var known in Enum.GetValues<PushArrival>().Where(known => NameOf(known) == kind))
        {
            Arrived?.Invoke(known);
        }
    }

    [JSInvokable]
    public void OnChange() => Changed?.Invoke();

    [JSInvokable]
    public void OnClick(string chat) => Clicked?.Invoke(chat);

    public async ValueTask DisposeAsync()
    {
        if (_reference is not null)
        {
            await TryAsync(() => _module.CallAsync("unwatch"));
            _reference.Dispose();
            _reference = null;
        }
    }

    private static string NameOf(PushArrival kind) =>
        kind switch
        {
            PushArrival.Wake => "wake",
            PushArrival.Knock => "knock",
            _ => "test",
        };

    private static PushPermission Read(string permission) =>
        permission switch
        {
            "granted" => PushPermission.Granted,
            "denied" => PushPermission.Denied,
            "default" => PushPermission.Ask,
            _ => PushPermission.Unsupported,
        };

    private static PushSubscription? Read(string[] fields) =>
        fields is [var endpoint, { Length: > 0 } key, { Length: > 0 } secret, var serverKey]
            ? new PushSubscription(
                endpoint,
                Convert.FromBase64String(key),
                Convert.FromBase64String(secret),
                Convert.FromBase64String(serverKey)
            )
            : null;

    // Notifications are a help: where the browser refuses one, the app goes on and shows the message itself.
    private static async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (JSException)
        {
            // Permission withdrawn, or the worker is being replaced.
            return;
        }
    }
}
