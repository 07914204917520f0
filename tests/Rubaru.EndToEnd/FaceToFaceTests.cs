using System.Diagnostics;
using System.Text;

namespace Rubaru.EndToEnd;

/// <summary>The main job: two people, one invite, both paths, nothing lost.</summary>
[QuietConsole]
public sealed class FaceToFaceTests(Chromium chromium, Couple couple, ITestOutputHelper output) : IClassFixture<Couple>
{
    /// <summary>Counts what the channel is given while the page goes; storage is what outlives the page.</summary>
    private const string CountFramesOnLeave = """
        let leaving = false;
        addEventListener('pagehide', () => leaving = true);
        const send = RTCDataChannel.prototype.send;
        RTCDataChannel.prototype.send = function (frame) {
          if (leaving) localStorage.setItem('sent-on-leave', Number(localStorage.getItem('sent-on-leave')) + 1);
          return send.call(this, frame);
        };
        """;

    /// <summary>Every column of the deposits: a new one has to be justified here.</summary>
    private static readonly string[] DepositColumns =
    [
        "ciphertext",
        "created",
        "deposit_id",
        "early",
        "expires",
        "mailbox",
        "seq",
        "slot",
        "status",
        "withdraw_hash",
    ];

    [Fact]
    public async Task Two_people_meet_by_an_invite_and_talk_over_both_paths()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob", initScript: CountFramesOnLeave);
        await using var asha = await ashaJoins;

        var link = await asha.InviteAsync();
        var watch = Stopwatch.StartNew();
        await bob.AcceptAsync(link);
        await Task.WhenAll(bob.ChatOpensAsync(), asha.ChatOpensAsync());
        output.WriteLine($"both chats open: {watch.ElapsedMilliseconds} ms (bar 2,000)");

        await asha.PathIsAsync("Direct");
        await bob.PathIsAsync("Direct");
        output.WriteLine($"direct: {watch.ElapsedMilliseconds} ms");
        var stored = await server.StoredDepositsAsync();
        for (var i = 1; i <= 10; i++)
        {
            await asha.SendAsync($"Asha says {i}.");
            await bob.SendAsync($"Bob says {i}.");
        }

        await bob.SeesAsync("Asha says 10.");
        await asha.SeesAsync("Bob says 10.");
        await asha.StateAsync("Asha says 10.", "Delivered", "Direct");
        await bob.StateAsync("Bob says 10.", "Delivered", "Direct");
        Assert.Equal(stored, await server.StoredDepositsAsync());
        Assert.Equal(
            Enumerable.Range(1, 10).Select(i => $"Asha says {i}."),
            (await bob.TextsAsync()).Where(t => t.StartsWith("Asha", StringComparison.Ordinal))
        );
        Assert.Equal(
            Enumerable.Range(1, 10).Select(i => $"Bob says {i}."),
            (await asha.TextsAsync()).Where(t => t.StartsWith("Bob", StringComparison.Ordinal))
        );

        await bob.LeaveAsync();
        // How fast it goes shows the bye; that a frame left with the page is checked on return, when it can be read.
        output.WriteLine($"gone after the bye: {(await asha.PathIsAsync("Server")).TotalMilliseconds} ms");
        await asha.SendAsync("For later.");
        output.WriteLine($"sealed: {(await asha.StateAsync("For later.", "Sealed")).TotalMilliseconds} ms");
        // The text, and perhaps a receipt whose acknowledgement the closing link did not bring any more.
        var rows = await server.QueryAsync("SELECT * FROM deposit WHERE status = 'pending'");
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            Assert.Equal(DepositColumns, row.Keys.Order(StringComparer.Ordinal));
            await NamesNobodyAsync(server, row);
            Assert.True((long)row["expires"]! > (long)row["created"]!);
            // The storage layer adds its constant 72 bytes to one of the five padded sizes.
            Assert.Contains(((byte[])row["ciphertext"]!).Length - 72, new[] { 4096, 8192, 16384, 32768, 65536 });
        }

        watch.Restart();
        await bob.ReturnAsync();
        Assert.NotNull(await bob.Page.EvaluateAsync<string?>("() => localStorage.getItem('sent-on-leave')"));
        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("For later.");
        output.WriteLine($"shown after return: {watch.ElapsedMilliseconds} ms (bar 2,000)");
        await asha.StateAsync("For later.", "Delivered", "Server");
        Assert.Single(await bob.TextsAsync(), "For later.");
        await server.UntilAsync(async () =>
            (await server.QueryAsync("SELECT 1 FROM deposit WHERE status = 'pending' OR ciphertext IS NOT NULL")).Count
            == 0
        );
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
    }

    [Fact]
    public async Task A_killed_server_does_not_stop_a_direct_chat()
    {
        var (server, asha, bob) = await couple.MeetAsync();
        await bob.Page.SetViewportSizeAsync(390, 844);

        await server.KillAsync();
        await bob.WaitAsync(bob.Page.Locator("[data-testid=banner][data-kind=server-unreachable]"));
        await asha
            .Page.Locator("[data-testid=banner][data-kind=server-unreachable]")
            .WaitForAsync(new() { Timeout = Person.Deadline });
        await asha.SendAsync("Still here?");
        await bob.SeesAsync("Still here?");
        await bob.SendAsync("Yes, face to face.");
        await asha.SeesAsync("Yes, face to face.");
        await asha.StateAsync("Still here?", "Delivered", "Direct");

        await bob.LeaveAsync();
        await asha.SendAsync("Waits on my device.");
        await asha.StateAsync("Waits on my device.", "Waiting");
        await server.StartAsync();
        await asha.StateAsync("Waits on my device.", "Sealed");
        await bob.ReturnAsync();
        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("Waits on my device.");
        couple.Keep();
    }

    [Fact]
    public async Task A_reload_while_sending_loses_and_doubles_nothing()
    {
        var (_, asha, bob) = await couple.MeetAsync();

        for (var i = 0; i < 5; i++)
        {
            // The last ones as on a phone.
            await asha.Page.SetViewportSizeAsync(i < 3 ? 1280 : 390, 800);
            await asha.SendAsync($"Before reload {i}.");
            // The bubble appears when the message is committed on the device; from then on nothing may lose it.
            await asha.SeesAsync($"Before reload {i}.");
            await asha.Page.ReloadAsync();
            await asha.OpenChatAsync("Bob");
            await bob.SeesAsync($"Before reload {i}.");
        }

        // What a person saw in the bubble before the reload is exactly what arrives, once.
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"Before reload {i}."), await bob.TextsAsync());
        // A chat that just opened shows its last message first, then the page before it.
        await asha.SeesAsync("Before reload 0.");
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"Before reload {i}."), await asha.TextsAsync());
        couple.Keep();
    }

    [Fact]
    public async Task Many_messages_over_both_paths_arrive_once_and_in_order()
    {
        // A round of what happens to both of them once; the long run has a thousand messages and a round every 250.
        var isLong = Environment.GetEnvironmentVariable("RUBARU_LONG") is { Length: > 0 };
        var (count, round) = isLong ? (1000, 250) : (75, 75);
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await ashaJoins;
        await MeetAsync(asha, bob);

        var away = false;
        var replies = new List<string>();
        // The counter begins anew with the server.
        var stored = -await server.StoredDepositsAsync();
        for (var i = 1; i <= count; i++)
        {
            await asha.SendAsync($"No. {i}.");
            var at = i % round;
            if (at == round / 5)
            {
                await bob.ReloadAsync();
                await bob.OpenChatAsync("Asha");
            }
            else if (at == round * 2 / 5)
            {
                await bob.LeaveAsync();
                away = true;
            }
            else if (at == round * 3 / 5)
            {
                stored += await server.StoredDepositsAsync();
                await server.KillAsync();
                await server.StartAsync();
            }
            else if (at == round * 4 / 5)
            {
                await bob.ReturnAsync();
                await bob.OpenChatAsync("Asha");
                away = false;
            }
            else if (at == round * 9 / 10)
            {
                await asha.SeesAsync($"No. {i}.");
                await asha.ReloadAsync();
                await asha.OpenChatAsync("Bob");
            }

            if (i % 10 == 0 && !away)
            {
                var reply = $"Re. {i}.";
                replies.Add(reply);
                await bob.SendAsync(reply);
                // Committed on his device: what follows may close his page.
                await bob.SeesAsync(reply);
            }
        }

        Assert.False(away);
        await asha.StateAsync($"No. {count}.", "Delivered");
        await bob.SeesAsync($"No. {count}.");
        foreach (var person in new[] { asha, bob })
        {
            await person.Page.WaitForFunctionAsync(
                "() => !document.querySelector('[data-testid=message][data-mine=true]:not([data-state=Delivered])')",
                null,
                new() { Timeout = 120_000 }
            );
        }

        await asha.SeesAsync(replies[^1]);
        var sent = Enumerable.Range(1, count).Select(i => $"No. {i}.").ToArray();
        foreach (var person in new[] { asha, bob })
        {
            var texts = await person.AllTextsAsync();
            Assert.Equal(sent, texts.Where(t => t.StartsWith("No.", StringComparison.Ordinal)));
            Assert.Equal(replies, texts.Where(t => t.StartsWith("Re.", StringComparison.Ordinal)));
            Assert.Equal(sent.Length + replies.Count, texts.Count);
        }

        var direct = await asha.Page.Locator("[data-testid=message][data-path=Direct]").CountAsync();
        var sealedOnes = await asha.Page.Locator("[data-testid=message][data-path=Server]").CountAsync();
        stored += await server.StoredDepositsAsync();
        output.WriteLine($"direct {direct}, by the server {sealedOnes}, deposits stored {stored}");
        Assert.True(direct > 0, "Nothing went directly.");
        Assert.True(sealedOnes > 0, "Nothing went by the server.");
        // Every message at most once, and its receipt, which is a deposit of its own; not more, whatever was retried.
        Assert.InRange(stored, 1, 2 * (count + replies.Count));
    }

    /// <summary>No value of a deposit holds a name or a piece of anybody's public identity.</summary>
    private static async Task NamesNobodyAsync(PublishedServer server, Dictionary<string, object?> row)
    {
        var values = row.Values.Select(v => v as byte[] ?? Encoding.UTF8.GetBytes($"{v}")).ToArray();
        var identities = await server.QueryAsync("SELECT identity FROM mailbox WHERE identity IS NOT NULL");
        Assert.NotEmpty(identities);
        foreach (var value in values)
        {
            Assert.True(value.AsSpan().IndexOf("Asha"u8) < 0 && value.AsSpan().IndexOf("Bob"u8) < 0);
            foreach (var identity in identities.Select(r => (byte[])r["identity"]!))
            {
                for (var at = 0; at + 16 <= identity.Length; at++)
                {
                    Assert.True(value.AsSpan().IndexOf(identity.AsSpan(at, 16)) < 0, $"identity byte {at}");
                }
            }
        }
    }

    internal static async Task MeetAsync(Person inviter, Person opener)
    {
        await opener.AcceptAsync(await inviter.InviteAsync());
        await Task.WhenAll(inviter.ChatOpensAsync(), opener.ChatOpensAsync());
        await inviter.PathIsAsync("Direct");
        await opener.PathIsAsync("Direct");
    }
}
