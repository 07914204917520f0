using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Rubaru.App.Browser;
using Rubaru.Client;
using Rubaru.Sodium;

namespace Rubaru.App;

/// <summary>How the app comes to its engine. The host provides libsodium; the rest is the browser's.</summary>
/// <param name="OpenAsync">
/// Opens the storage of the profile under its lock; <c>true</c> takes it over from another tab. The action is called when
/// another tab takes it later.
/// </param>
public sealed record Startup(Func<bool, Action, Task<ClientPlatform>> OpenAsync)
{
    internal static Startup InBrowser(
        IJSRuntime js,
        PushSubscriptions push,
        Passkeys passkeys,
        Intl intl,
        NavigationManager navigation,
        TimeProvider time,
        Func<Task<ISodium>> loadSodium
    ) =>
        new(
            async (takeOver, lost) =>
            {
                // Independent of each other, and both take a while.
                var loading = loadSodium();
                var finding = BrowserFileStore.FindAsync(js);
                var store = await IndexedDbStore.OpenAsync(js, takeOver);
                store.Lost += lost;
                var origin = new Uri(new Uri(navigation.BaseUri).GetLeftPart(UriPartial.Authority));
                return new ClientPlatform(
                    await loading,
                    time,
                    store,
                    new WebDeviceKey(js),
                    new BrowserPeerConnections(js),
                    origin,
                    new BrowserSockets(js, origin).ConnectAsync
                )
                {
                    Files = await finding,
                    Push = push,
                    Passkeys = passkeys,
                    Normalize = intl.Normalize,
                    Decompose = intl.Decompose,
                };
            }
        );
}
