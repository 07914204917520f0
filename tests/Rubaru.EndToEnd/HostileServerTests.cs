using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>
/// A server (or somebody between) that changes, replays or swaps what passes it. The sockets of one person go through
/// the test, which alters frames as a malicious server would; the clients are the published ones.
/// </summary>
public sealed class HostileServerTests(Chromium chromium)
{
    /// <summary>Every connection that the page makes, whatever becomes of it.</summary>
    private const string CountConnections = """
        window.constructed = 0;
        window.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(...settings) { super(...settings); window.constructed++; }
        };
        """;

    /// <summary>Remembers a direct path on the screen, however short.</summary>
    private const string NoteDirect = """
        window.wasDirect = false;
        new MutationObserver(() => window.wasDirect ||= !!document.querySelector('[data-testid=path-badge][data-path=Direct], [data-testid=message][data-path=Direct]'))
          .observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-path'] });
        """;

    [Fact]
    public async Task A_delivery_with_a_flipped_bit_shows_nothing_and_the_message_arrives_unchanged_by_the_other_path()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.OpenAsync(chromium, server, "Bob");
        var tampering = false;
        var flipped = 0;
        await RouteAsync(
            bob.Context,
            "/v1/mailbox",
            (frame, forward) =>
            {
                var copy = frame.ToArray();
                // Delivery(kind, deposit_id, slot, class, envelope) of class stored; its last byte belongs to the tag.
                if (tampering && copy[0] == 0x19 && copy[25] == 1)
                {
                    copy[^1] ^= 1;
                    flipped++;
                }

                forward(copy);
            }
        );
        await bob.Page.GotoAsync(server.Url);
        await bob.OnboardAsync();
        await FaceToFaceTests.MeetAsync(asha, bob);
        await bob.LeaveAsync();
        await asha.PathIsAsync("Server");
        await asha.SendAsync("Changed on the way.");
        await asha.StateAsync("Changed on the way.", "Sealed");

        tampering = true;
        await bob.ReturnAsync();
        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("Changed on the way.");
        await asha.StateAsync("Changed on the way.", "Delivered", "Direct");
        Assert.True(flipped > 0);
        Assert.Equal(["Changed on the way."], await bob.TextsAsync());
    }

    [Fact]
    public async Task Every_delivery_and_signal_replayed_ten_times_is_shown_once_and_dials_nothing_new()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.OpenAsync(chromium, server, "Bob", initScript: CountConnections);
        var kept = new List<byte[]>();
        Action<byte[]>? toBob = null;
        await RouteAsync(
            bob.Context,
            "/v1/mailbox",
            (frame, forward) =>
            {
                toBob = forward;
                if (frame.Length > 4000)
                {
                    kept.Add(frame);
                }

                forward(frame);
            }
        );
        await bob.Page.GotoAsync(server.Url);
        await bob.OnboardAsync();
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.SendAsync("Once.");
        await bob.SeesAsync("Once.");
        Assert.NotEmpty(kept);
        var constructed = await bob.Page.EvaluateAsync<int>("() => window.constructed");
        Assert.True(constructed > 0, "The count sees the connection that stands.");

        foreach (var frame in kept.ToArray())
        {
            for (var i = 0; i < 10; i++)
            {
                toBob!(frame);
            }
        }

        await asha.SendAsync("After the replays.");
        await bob.SeesAsync("After the replays.");
        Assert.Equal(["Once.", "After the replays."], await bob.TextsAsync());
        await bob.PathIsAsync("Direct");
        Assert.Equal(constructed, await bob.Page.EvaluateAsync<int>("() => window.constructed"));
    }

    [Fact]
    public async Task A_swapped_dtls_fingerprint_is_refused()
    {
        // Signals are sealed, so a server cannot reach the SDP at all. This swaps it after the app has checked it, on its
        // way into the browser: what it shows is the browser's own check, which refuses a certificate of another
        // fingerprint, and that the text then goes by the server. The app's check of the signed one has unit tests.
        const string swap = """
            const original = RTCPeerConnection.prototype.setRemoteDescription;
            RTCPeerConnection.prototype.setRemoteDescription = function (d) {
              const sdp = d.sdp.replace(/(a=fingerprint:sha-256 )([0-9A-F]{2})/gi, (_, a, b) => a + (b === 'AA' ? 'BB' : 'AA'));
              return original.call(this, { type: d.type, sdp });
            };
            """;
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob", initScript: swap);
        await using var asha = await ashaJoins;
        await bob.AcceptAsync(await asha.InviteAsync());
        await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
        await asha.SendAsync("By the server then.");
        await bob.SeesAsync("By the server then.");
        await asha.StateAsync("By the server then.", "Delivered", "Server");
        Assert.Equal(0, await asha.Page.Locator("[data-testid=path-badge][data-path=Direct]").CountAsync());
        Assert.Equal(0, await bob.Page.Locator("[data-testid=path-badge][data-path=Direct]").CountAsync());
    }

    [Fact]
    public async Task A_signed_fingerprint_that_is_not_the_connections_own_never_becomes_a_link()
    {
        // Bob's app reads, signs and sends another fingerprint than that of the certificate his browser will show.
        const string misread = """
            const own = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'localDescription').get;
            window.misread = 0;
            Object.defineProperty(RTCPeerConnection.prototype, 'localDescription', { get() {
              const d = own.call(this);
              if (!d) return d;
              window.misread++;
              return { type: d.type, sdp: d.sdp.replace(/(a=fingerprint:sha-256 )([0-9A-F]{2})/gi, (_, a, b) => a + (b === 'AA' ? 'BB' : 'AA')) };
            } });
            """;
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha", initScript: NoteDirect);
        await using var bob = await Person.JoinAsync(chromium, server, "Bob", initScript: misread + NoteDirect);
        await using var asha = await ashaJoins;
        await bob.AcceptAsync(await asha.InviteAsync());
        await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
        await bob.Page.WaitForFunctionAsync("() => window.misread > 0", null, new() { Timeout = Person.Deadline });
        for (var i = 1; i <= 3; i++)
        {
            await asha.SendAsync($"Asha by the server {i}.");
            await bob.SeesAsync($"Asha by the server {i}.");
            await asha.StateAsync($"Asha by the server {i}.", "Delivered", "Server");
            await bob.SendAsync($"Bob by the server {i}.");
            await asha.SeesAsync($"Bob by the server {i}.");
            await bob.StateAsync($"Bob by the server {i}.", "Delivered", "Server");
        }

        foreach (var person in new[] { asha, bob })
        {
            Assert.Equal(6, (await person.TextsAsync()).Length);
            Assert.False(await person.Page.EvaluateAsync<bool>("() => window.wasDirect"));
            Assert.Empty(person.Complaints);
        }
    }

    /// <summary>Puts the test between a person and the server on one path; frames to the client pass <paramref name="toClient"/>.</summary>
    private static Task RouteAsync(IBrowserContext context, string path, Action<byte[], Action<byte[]>> toClient) =>
        context.RouteWebSocketAsync(
            url => url.EndsWith(path, StringComparison.Ordinal),
            socket =>
            {
                var upstream = socket.ConnectToServer();
                upstream.OnMessage(frame => toClient(frame.Binary ?? [], socket.Send));
                socket.OnMessage(frame => upstream.Send(frame.Binary ?? []));
            }
        );
}
