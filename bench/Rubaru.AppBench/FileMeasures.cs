using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Playwright;
using Rubaru.EndToEnd;

namespace Rubaru.AppBench;

/// <summary>
/// A large file between two browsers of this machine, against a bare data channel between the same two pages in the same run: rate,
/// processor time, memory, and how long a message takes meanwhile.
/// </summary>
internal sealed class FileMeasures(IPlaywright playwright, PublishedServer server)
{
    private const int Messages = 20;

    /// <summary>For one step of a gigabyte.</summary>
    private const float Patience = 1_800_000;

    public async Task MeasureAsync(int megabytes)
    {
        var bytes = megabytes * 1024L * 1024;
        // Profiles on the disk, as people have them: a private window keeps its files in memory, behind another process.
        var folders = new[] { "Asha", "Bob" }.ToDictionary(
            name => name,
            name => Directory.CreateTempSubdirectory("rubaru-files-").FullName
        );
        await using var asha = await Person.JoinAsync(await LaunchAsync(folders["Asha"]), server, "Asha");
        await using var bob = await Person.JoinAsync(await LaunchAsync(folders["Bob"]), server, "Bob");
        await bob.AcceptAsync(await asha.InviteAsync());
        await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
        await asha.PathIsAsync("Direct");
        await bob.PathIsAsync("Direct");
        var file = await WriteFileAsync(bytes);
        try
        {
            await BareAsync(asha, bob, bytes);
            var idle = await new RoundTrips(asha, bob).MeasureAsync(Messages);
            var processes = new BrowserProcesses();
            await SealAsync(asha, bob, file, bytes, processes);
            await MoveAsync(asha, bob, bytes, processes);
            await BareAsync(asha, bob, bytes);
            // Once more with people who write: what their messages cost is not the file's.
            await SealAsync(asha, bob, file, bytes, processes);
            var during = await MoveAsync(asha, bob, bytes, processes, talk: true);
            Console.WriteLine(
                $"typed to delivered: idle p50 {idle.P50:0} p95 {idle.P95:0} ms, during the transfer p50 {during!.Value.P50:0} p95 {during.Value.P95:0} ms"
            );
        }
        finally
        {
            File.Delete(file);
        }

        await asha.Context.CloseAsync();
        await bob.Context.CloseAsync();
        foreach (var folder in folders.Values)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Two browsers do not hear each other's names of local addresses, so these are not hidden.</summary>
    private Task<IBrowserContext> LaunchAsync(string folder) =>
        playwright.Chromium.LaunchPersistentContextAsync(
            folder,
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-features=WebRtcHideLocalIpsWithMdns",
                ],
                ViewportSize = new() { Width = 1280, Height = 800 },
            }
        );

    private static async Task BareAsync(Person asha, Person bob, long bytes)
    {
        var before = BrowserProcesses.CpuSeconds();
        var took = await BareChannel.MeasureAsync(asha, bob, bytes);
        Console.WriteLine($"bare channel: {Rate(bytes, took)}, {Cpu(before, bytes)}");
    }

    private static async Task SealAsync(Person asha, Person bob, string file, long bytes, BrowserProcesses processes)
    {
        await asha.Id("attach-input").SetInputFilesAsync(file);
        await asha.WaitAsync(asha.Page.Locator("[data-testid=file-sheet][data-ready=true]"));
        var (watch, before) = (Stopwatch.StartNew(), BrowserProcesses.CpuSeconds());
        await asha.Id("file-send").ClickAsync();
        await Last(bob, "[data-state=Asking]").WaitForAsync(new() { Timeout = Patience });
        Console.WriteLine(
            $"sealed, hashed and offered: {Rate(bytes, watch.Elapsed.TotalSeconds)}, {Cpu(before, bytes)}; memory {processes.Growth() / 1e6:0} MB more"
        );
    }

    private static async Task<(double P50, double P95)?> MoveAsync(
        Person asha,
        Person bob,
        long bytes,
        BrowserProcesses processes,
        bool talk = false
    )
    {
        using var stop = new CancellationTokenSource();
        var most = MostAsync(processes, stop.Token);
        var (watch, before) = (Stopwatch.StartNew(), BrowserProcesses.CpuSeconds());
        await bob.Page.Locator("[data-testid=file-accept]").ClickAsync();
        await Last(bob, "[data-moving=true]").WaitForAsync(new() { Timeout = Patience });
        var talking = talk ? new RoundTrips(asha, bob).MeasureAsync(Messages) : null;
        // The last byte, then the comparison of the whole: the bar stands at its end meanwhile.
        await bob.Page.WaitForFunctionAsync(
            """
            () => {
              const file = [...document.querySelectorAll('[data-testid=file]')].at(-1);
              return file.dataset.state === 'Complete' || file.querySelector('progress')?.value >= 100;
            }
            """,
            null,
            new() { Timeout = Patience }
        );
        var moved = watch.Elapsed.TotalSeconds;
        var cpu = Cpu(before, bytes);
        var during = talking is null ? default((double, double)?) : await talking;
        foreach (var person in (Person[])[asha, bob])
        {
            await Last(person, "[data-state=Complete]").WaitForAsync(new() { Timeout = Patience });
        }

        var all = watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        Console.WriteLine($"moved, every chunk opened and written: {Rate(bytes, moved)}, {cpu}");
        Console.WriteLine(
            $"with the comparison of the whole: {Rate(bytes, all)}; memory {await most / 1e6:0} MB more at most"
        );
        return during;
    }

    /// <summary>The newest file, once it is so.</summary>
    private static ILocator Last(Person person, string state) =>
        person.Page.Locator("[data-testid=file]").Last.And(person.Page.Locator(state));

    private static async Task<long> MostAsync(BrowserProcesses processes, CancellationToken stop)
    {
        long most = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.5));
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                most = Math.Max(most, processes.Growth());
            }
        }
        catch (OperationCanceledException)
        {
            // The transfer is over.
        }

        return most;
    }

    private static async Task<string> WriteFileAsync(long bytes)
    {
        var file = Path.Combine(Path.GetTempPath(), $"film-{bytes}.bin");
        await using var stream = File.Create(file);
        var block = new byte[1024 * 1024];
        for (long at = 0; at < bytes; at += block.Length)
        {
            RandomNumberGenerator.Fill(block);
            await stream.WriteAsync(block);
        }

        return file;
    }

    private static string Rate(long bytes, double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6 / seconds:0.0} MB/s ({seconds:0.0} s)");

    private static string Cpu(double before, long bytes) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(BrowserProcesses.CpuSeconds() - before) * 1e3 / (bytes / 1e6):0.0} ms of processor per MB"
        );
}
