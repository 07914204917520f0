using System.Diagnostics;

namespace Rubaru.EndToEnd;

/// <summary>After six hours nothing is left, on the published server: with a short retention, and under a moved clock.</summary>
public sealed class RetentionTests(Chromium chromium)
{
    [Fact]
    public async Task With_a_short_retention_the_copy_expires_and_its_bytes_are_gone()
    {
        await using var server = await PublishedServer.StartNewAsync(("RUBARU_RETENTION", "00:00:20"));
        var stored = await LeaveSomethingWaitingAsync(server);
        await server.UntilAsync(async () => (await server.QueryAsync("SELECT 1 FROM deposit")).Count == 0);
        await server.UntilAsync(() => Task.FromResult(stored.All(bytes => server.Count(bytes) == 0)));
        Assert.True(await server.MetricAsync("rubaru_purged_total") > 0);
    }

    [Fact]
    public async Task Under_a_moved_clock_it_is_there_before_six_hours_and_gone_after()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var stored = await LeaveSomethingWaitingAsync(server);

        Assert.Equal(0, await server.StopAsync());
        server.Set("LD_PRELOAD", FakeTimeLibrary());
        server.Set("FAKETIME", "+21480"); // 5 h 58 min, in seconds
        server.Set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        await server.StartAsync();
        Assert.NotEmpty(await server.QueryAsync("SELECT 1 FROM deposit WHERE status = 'pending'"));
        Assert.True(stored.All(bytes => server.Count(bytes) > 0));

        await server.KillAsync();
        server.Set("FAKETIME", "+21660"); // 6 h 1 min
        await server.StartAsync();
        await server.UntilAsync(async () => (await server.QueryAsync("SELECT 1 FROM deposit")).Count == 0);
        await server.UntilAsync(() => Task.FromResult(stored.All(bytes => server.Count(bytes) == 0)));
    }

    /// <returns>The row's bytes as they lie on disk; found there now, so that a later zero means something.</returns>
    private async Task<List<byte[]>> LeaveSomethingWaitingAsync(PublishedServer server)
    {
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await bob.LeaveAsync();
        await asha.PathIsAsync("Server");
        await asha.SendAsync("Never fetched.");
        await asha.StateAsync("Never fetched.", "Sealed");
        await asha.LeaveAsync();
        var rows = await server.QueryAsync("SELECT ciphertext FROM deposit WHERE status = 'pending'");
        Assert.NotEmpty(rows);
        // A stretch within one database page: a row of this size spans several.
        var stored = rows.Select(row => ((byte[])row["ciphertext"]!)[100..400]).ToList();
        Assert.True(stored.All(bytes => server.Count(bytes) > 0));
        return stored;
    }

    private static string FakeTimeLibrary() =>
        Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories).First();
}
