using System.Security.Cryptography;
using Microsoft.Playwright;
using Rubaru.Network.Topology;

namespace Rubaru.Network.Paths;

/// <summary>
/// A file while tabs are killed and networks fail (C-file of the reliability plan): the same bytes arrive, and a window at most goes again. RUBARU_LONG
/// has ten of each in 50 MB.
/// </summary>
[Collection(TwoHomesCollection.Name)]
public sealed class FileFaultTests(TwoHomes homes, ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("RUBARU_LONG") == "1";

    /// <summary>What the channel of files was given and what came out of it, over all lives of the tab.</summary>
    private const string Count = """
        (() => {
          const count = (key, bytes) => localStorage.setItem(key, String(Number(localStorage.getItem(key) ?? 0) + bytes));
          const create = RTCPeerConnection.prototype.createDataChannel;
          RTCPeerConnection.prototype.createDataChannel = function (label, options) {
            const channel = create.call(this, label, options);
            if (label === 'f') {
              const send = channel.send;
              channel.send = data => { count('test-sent', data.byteLength); send.call(channel, data); };
              channel.addEventListener('message', ({ data }) => count('test-arrived', data.byteLength));
            }
            return channel;
          };
        })();
        """;

    [Fact]
    public async Task A_file_survives_killed_tabs_and_lost_networks()
    {
        var (bytes, faults) = IsLong ? (50_000_000, 20) : (24_000_000, 4);
        var (asha, bob) = (homes.Asha.Person, homes.Bob.Person);
        await asha.Context.AddInitScriptAsync(Count);
        await bob.Context.AddInitScriptAsync(Count);
        await homes.MoveAsync(Nat.PortRestricted, Nat.PortRestricted);
        await homes.BothAreAsync("Direct");
        var file = Path.Combine(Directory.CreateTempSubdirectory("rubaru-film-").FullName, "film.bin");
        var content = RandomNumberGenerator.GetBytes(bytes);
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        await asha.Id("attach-input").SetInputFilesAsync(file);
        await asha.WaitAsync(asha.Page.Locator("[data-testid=file-sheet][data-ready=true]"));
        await asha.Id("file-send").ClickAsync();
        await bob.WaitAsync(Film(bob, "Asking"));
        await Film(bob).GetByTestId("file-accept").ClickAsync();

        for (var i = 0; i < faults; i++)
        {
            await ReachAsync(bob, 100.0 * (i + RandomNumberGenerator.GetInt32(1, 100) / 100.0) / (faults + 1));
            if (i % 2 == 0)
            {
                await KillAsync(i % 4 == 0 ? bob : asha, i % 4 == 0 ? "Asha" : "Bob");
            }
            else
            {
                await homes.BobsHome.CutAsync();
                await Task.Delay(
                    TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(1, 5)),
                    TimeProvider.System,
                    TestContext.Current.CancellationToken
                );
                await homes.BobsHome.HealAsync();
            }
        }

        await bob.WaitAsync(Film(bob, "Complete"));
        await asha.WaitAsync(Film(asha, "Complete"));
        var saved = await bob.Page.RunAndWaitForDownloadAsync(() => Film(bob).GetByTestId("file-save").ClickAsync());
        var came = await File.ReadAllBytesAsync(await saved.PathAsync() ?? "", TestContext.Current.CancellationToken);
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(came));
        var (arrived, sent) = (await NumberAsync(bob, "test-arrived"), await NumberAsync(asha, "test-sent"));
        output.WriteLine(
            $"{bytes / 1e6:0} MB with {faults} faults: {100.0 * arrived / bytes - 100:0.0} % came twice, "
                + $"{100.0 * sent / bytes - 100:0.0} % was handed to a channel again"
        );
        // What had come and was not on the disk yet comes again: a window at most for each fault, which is a megabyte or two here. Headers and tags are a thousandth.
        Assert.InRange(arrived, bytes, 1.002 * bytes + faults * 3e6);
    }

    private static ILocator Film(Person person, string? state = null) =>
        person
            .Page.Locator("[data-testid=file]" + (state is null ? "" : $"[data-state={state}]"))
            .Filter(new() { HasText = "film.bin" })
            .Last;

    private static async Task ReachAsync(Person person, double percent) =>
        await person.Page.WaitForFunctionAsync(
            """
            percent => {
              const file = [...document.querySelectorAll('[data-testid=file]')].findLast(e => e.textContent.includes('film.bin'));
              return file?.dataset.state === 'Complete' || file?.querySelector('progress')?.value >= percent;
            }
            """,
            Math.Floor(percent),
            new() { Timeout = Person.Deadline }
        );

    /// <summary>The process of the tab ends, without a word to the page.</summary>
    private static async Task KillAsync(Person person, string peer)
    {
        var crashed = new TaskCompletionSource();
        person.Page.Crash += (_, _) => crashed.TrySetResult();
        var chrome = await person.Context.NewCDPSessionAsync(person.Page);
        _ = chrome.SendAsync("Page.crash").ContinueWith(sent => sent.Exception, TaskScheduler.Default);
        await crashed.Task.WaitAsync(TimeSpan.FromMilliseconds(Person.Deadline));
        await person.Page.CloseAsync();
        await person.ReturnAsync();
        await person.OpenChatAsync(peer);
    }

    private static Task<double> NumberAsync(Person person, string key) =>
        person.Page.EvaluateAsync<double>("key => Number(localStorage.getItem(key))", key);
}
