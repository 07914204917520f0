using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>
/// One person's service worker with pushes delivered to it by the browser's own debugging protocol: the browser's push
/// machinery from decryption on, without a push service. What is shown is asked of the browser.
/// </summary>
internal sealed class PushedWorker
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> answers = new();
    private readonly TaskCompletionSource<string> registration = new();
    private readonly string origin;
    private readonly ICDPSession page;
    private readonly ICDPSession browser;
    private string context = "";
    private string session = "";
    private string target = "";
    private int messages;

    private PushedWorker(string origin, ICDPSession page, ICDPSession browser)
    {
        (this.origin, this.page, this.browser) = (origin, page, browser);
        page.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, json) => Registered(json!.Value);
        browser.Event("Target.receivedMessageFromTarget").OnEvent += (_, json) => Answered(json!.Value);
    }

    /// <summary>Notifications are allowed, and an empty page that is not the app's stays open to debug from.</summary>
    public static async Task<PushedWorker> OfAsync(Person person, string url)
    {
        await person.Context.GrantPermissionsAsync(["notifications"], new() { Origin = url });
        await person.Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        var empty = await person.Context.NewPageAsync();
        var worker = new PushedWorker(
            url,
            await person.Context.NewCDPSessionAsync(empty),
            await person.Context.Browser!.NewBrowserCDPSessionAsync()
        );
        var info = await worker.page.SendAsync("Target.getTargetInfo");
        worker.context = info!.Value.GetProperty("targetInfo").GetProperty("browserContextId").GetString()!;
        await worker.page.SendAsync("ServiceWorker.enable");
        await worker.registration.Task.WaitAsync(Patience);
        return worker;
    }

    /// <summary>Returns when the service worker has shown it.</summary>
    /// <param name="kind">The one byte that this server's pushes hold.</param>
    public async Task DeliverAsync(byte kind)
    {
        await RecordAsync();
        var before = (await RecordedAsync()).Length;
        await page.SendAsync(
            "ServiceWorker.deliverPushMessage",
            new()
            {
                ["origin"] = origin,
                ["registrationId"] = await registration.Task,
                ["data"] = ((char)kind).ToString(),
            }
        );
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await RecordedAsync()).Length == before)
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>"title | body | tag" of every notification that is shown now.</summary>
    public Task<string[]> ShownAsync() =>
        EvaluateAsync<string[]>(
            "(async () => (await registration.getNotifications()).map(n => `${n.title} | ${n.body} | ${n.tag}`))()"
        );

    public async Task<string[]> UntilShownAsync(Func<string[], bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        string[] shown;
        while (!holds(shown = await ShownAsync()))
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"Shown: {string.Join("; ", shown)}");
            }

            await timer.WaitForNextTickAsync();
        }

        return shown;
    }

    // Remembers what was shown, also what is closed again at once. Asking the browser while it shows one may lose it:
    // it forgets what stands in its records and not on its screen yet.
    private async Task RecordAsync() =>
        await EvaluateAsync<bool>(
            """
            (() => {
              if (!self.recorded) {
                self.recorded = [];
                const show = ServiceWorkerRegistration.prototype.showNotification;
                ServiceWorkerRegistration.prototype.showNotification = async function (title, options) {
                  await show.call(this, title, options);
                  self.recorded.push(`${title} | ${options.body} | ${options.tag}`);
                };
              }
              return true;
            })()
            """
        );

    /// <summary>Everything that pushes have shown.</summary>
    public Task<string[]> RecordedAsync() => EvaluateAsync<string[]>("self.recorded");

    /// <summary>
    /// The event of a press on the first notification that is shown. The press itself is the system's, which headless Chromium
    /// has not got; so the browser would refuse a window, and the address it was asked for is returned instead.
    /// </summary>
    public Task<string> ClickAsync() =>
        EvaluateAsync<string>(
            """
            (async () => {
              let asked = "";
              clients.openWindow = async (url) => { asked = String(url); return null; };
              const [notification] = await registration.getNotifications();
              const event = new NotificationEvent("notificationclick", { notification });
              let work = Promise.resolve();
              event.waitUntil = (promise) => { work = promise; };
              self.dispatchEvent(event);
              // Without a real press the browser lets nobody take the focus either.
              await work.catch((error) => { if (error.name !== "InvalidAccessError") throw error; });
              return asked;
            })()
            """
        );

    private async Task<T> EvaluateAsync<T>(string expression)
    {
        await AttachAsync();
        var answer = await AskAsync(
            "Runtime.evaluate",
            new()
            {
                ["expression"] = expression,
                ["awaitPromise"] = true,
                ["returnByValue"] = true,
            }
        );
        var result = answer.GetProperty("result");
        return result.TryGetProperty("exceptionDetails", out var failed)
            ? throw new InvalidOperationException(failed.ToString())
            : result.GetProperty("result").GetProperty("value").Deserialize<T>()!;
    }

    /// <summary>The browser ends a worker that has nothing to do, and starts another for the next event.</summary>
    private async Task AttachAsync()
    {
        await page.SendAsync("ServiceWorker.startWorker", new() { ["scopeURL"] = origin + "/" });
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var targets = await browser.SendAsync("Target.getTargets");
            var found = targets!
                .Value.GetProperty("targetInfos")
                .EnumerateArray()
                .Where(info =>
                    info.GetProperty("type").GetString() == "service_worker"
                    && info.GetProperty("url").GetString()!.StartsWith(origin, StringComparison.Ordinal)
                    && info.GetProperty("browserContextId").GetString() == context
                )
                .Select(info => info.GetProperty("targetId").GetString()!)
                .ToList();
            if (found.Contains(target))
            {
                return;
            }

            if (found.Count > 0)
            {
                var attached = await browser.SendAsync(
                    "Target.attachToTarget",
                    new() { ["targetId"] = found[^1], ["flatten"] = false }
                );
                (target, session) = (found[^1], attached!.Value.GetProperty("sessionId").GetString()!);
                return;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private async Task<JsonElement> AskAsync(string method, JsonObject parameters)
    {
        var number = Interlocked.Increment(ref messages);
        var answer = answers[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject
        {
            ["id"] = number,
            ["method"] = method,
            ["params"] = parameters,
        };
        await browser.SendAsync(
            "Target.sendMessageToTarget",
            new() { ["sessionId"] = session, ["message"] = message.ToJsonString() }
        );
        return await answer.Task.WaitAsync(Patience);
    }

    private void Answered(JsonElement received)
    {
        using var message = JsonDocument.Parse(received.GetProperty("message").GetString()!);
        if (
            message.RootElement.TryGetProperty("id", out var number)
            && answers.TryRemove(number.GetInt32(), out var answer)
        )
        {
            answer.TrySetResult(message.RootElement.Clone());
        }
    }

    private void Registered(JsonElement updated)
    {
        foreach (var found in updated.GetProperty("registrations").EnumerateArray())
        {
            if (found.GetProperty("scopeURL").GetString()!.StartsWith(origin, StringComparison.Ordinal))
            {
                registration.TrySetResult(found.GetProperty("registrationId").GetString()!);
            }
        }
    }
}
