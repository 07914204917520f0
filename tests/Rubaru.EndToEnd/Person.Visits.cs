using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>Coming, going and coming back.</summary>
internal sealed partial class Person
{
    public async Task ReloadAsync()
    {
        await Page.ReloadAsync();
        await Id("new-contact").First.Or(Id("composer")).First.WaitForAsync(new() { Timeout = Deadline });
    }

    /// <summary>
    /// The page that installs the service worker does not come from it; the next one does, and from now on also without a network.
    /// </summary>
    public async Task ReloadFromWorkerAsync()
    {
        await Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        await ReloadAsync();
        await Page.WaitForFunctionAsync(
            "() => !!navigator.serviceWorker.controller",
            null,
            new() { Timeout = Deadline }
        );
    }

    /// <summary>Ctrl+K until the field is there: a page that was just loaded does not hear its keys from the first moment.</summary>
    public async Task SwitchAsync()
    {
        var field = Id("switcher");
        for (var tries = 0; tries < 10 && await field.CountAsync() == 0; tries++)
        {
            await Page.Keyboard.PressAsync("Control+k");
            try
            {
                await field.WaitForAsync(new() { Timeout = 3_000 });
            }
            catch (TimeoutException)
            {
                // Once more.
            }
        }

        await Assertions.Expect(field).ToBeFocusedAsync();
    }

    /// <summary>Closes the tab as a person does: pagehide runs.</summary>
    public Task LeaveAsync() => Page.CloseAsync(new() { RunBeforeUnload = false });

    /// <param name="address">Where, if not at the start.</param>
    public async Task ReturnAsync(string? address = null)
    {
        Page = await Context.NewPageAsync();
        Watch();
        await Page.GotoAsync(address ?? server.Url);
        await Id("chat-item").First.WaitForAsync(new() { Timeout = Deadline });
    }

    /// <summary>Back, and logged in at the server: a knock, for example, finds this device.</summary>
    public async Task ReturnOnlineAsync()
    {
        var loggedIn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Context.Page += Listen;
        await ReturnAsync();
        Context.Page -= Listen;
        await loggedIn.Task.WaitAsync(TimeSpan.FromMilliseconds(Deadline));

        void Listen(object? sender, IPage page) =>
            page.WebSocket += (_, socket) =>
            {
                var received = 0;
                if (socket.Url.EndsWith("/v1/mailbox", StringComparison.Ordinal))
                {
                    // The challenge, then the word that it is logged in.
                    socket.FrameReceived += (_, _) =>
                    {
                        if (++received == 2)
                        {
                            loggedIn.TrySetResult();
                        }
                    };
                }
            };
    }
}
