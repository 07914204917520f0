using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;
using Accepted = Rubaru.Wire.Accepted;

namespace Rubaru.Client.Tests.Hostile;

/// <summary>The server says what is not so: about time, itself, deliveries, people and refusals.</summary>
public sealed class LyingServerTests
{
    public static TheoryData<long> Clocks => [0, 1, 2_000_000_000, Rubaru.Wire.Limits.MaxUnixSeconds];

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task A_clock_that_cannot_be_true_is_not_believed(long seconds)
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        // It cannot lie about the time to the login that the honest server checks: it says yes to everybody by itself.
        server.ToClient(ann, frame => [frame is Challenge told ? told with { UnixSeconds = seconds } : frame]);
        server.ToServer(
            ann,
            frame =>
            {
                if (frame is Login)
                    server.Say(ann, HostileServer.Mailbox, new LoggedIn(21_600, 50, false));
                if (frame is Ping ping)
                    server.Say(ann, HostileServer.Mailbox, new Pong(ping.Number));
                return [];
            },
            HostileServer.Mailbox
        );
        await ann.RestartAsync();
        await town.UntilAsync(() => ann.IsReady && ann.Client.Server == ServerState.Connected, "Ann is back");

        var invite = await ann.Client.CreateInviteAsync();
        Assert.InRange(invite.Expires - town.Time.GetUtcNow(), TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        Assert.True(ann.Client.ClockDisagrees);
        await bob.StopAsync();
        await ann.Only.SendAsync("what time is it");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed");
        Assert.InRange(
            ann.Said[^1].Expires!.Value - town.Time.GetUtcNow(),
            TimeSpan.FromHours(5),
            TimeSpan.FromHours(7)
        );
        // A day later the link is over, whatever the server says.
        await town.PassAsync(TimeSpan.FromHours(25), step: 600);
        await town.UntilAsync(() => ann.Client.OpenInvites.Count == 0, "the link has expired", step: 5);

        server.Repent();
        server.Cut(HostileServer.Mailbox);
        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered && !ann.Client.ClockDisagrees, "it is delivered", step: 0.5);
        Assert.Equal(["what time is it"], bob.Heard);
    }

    [Fact]
    public async Task A_copy_that_has_always_expired_already_or_never_does_costs_no_busy_loop()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        foreach (var expires in (long[])[0, 1, Rubaru.Wire.Limits.MaxUnixSeconds])
        {
            var asked = 0;
            server.Answer<Deposit>(
                ann,
                deposit =>
                {
                    asked += deposit.Class == DepositClass.Stored ? 1 : 0;
                    return new Accepted(deposit.Id, DepositOutcome.Stored, expires);
                }
            );
            await ann.Only.SendAsync($"until {expires}");
            await town.PassAsync(TimeSpan.FromSeconds(60), step: 0.25);
            TestContext.Current.TestOutputHelper?.WriteLine($"expiry {expires}: {asked} deposits in a minute");
            Assert.InRange(asked, 1, 20);
            var shown = ann.Said[^1].Expires;
            Assert.True(shown is null || shown <= town.Time.GetUtcNow() + TimeSpan.FromHours(6.5), $"shown: {shown}");
            server.Repent();
            await town.UntilAsync(() => ann.AllDelivered, "an honest server delivers it", step: 60);
        }
        Assert.Equal(3, bob.Heard.Count);
    }

    [Fact]
    public async Task A_server_that_forgets_everything_at_every_login_does_not_fill_the_device_with_keys()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var before = ann.Store.Count(Table.Prekeys);
        server.ToClient(
            ann,
            frame => [frame is LoggedIn told ? told with { Created = true, OneTimePrekeys = 0 } : frame]
        );
        const int logins = 20;
        for (var i = 0; i < logins; i++)
        {
            var count = server.To<LoggedIn>(ann).Count;
            server.Cut(HostileServer.Mailbox);
            await town.UntilAsync(() => server.To<LoggedIn>(ann).Count > count && ann.IsReady, "it is back", step: 0.5);
        }

        var grown = ann.Store.Count(Table.Prekeys) - before;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{logins} logins that knew nothing left {grown} one-time keys"
        );
        Assert.InRange(grown, 0, 500);
        server.Repent();
        await bob.Only.SendAsync("do you still know me");
        await town.UntilAsync(() => bob.AllDelivered, "yes", step: 0.5);
    }

    [Theory]
    [InlineData(0x8000_0000)]
    [InlineData(uint.MaxValue)]
    public async Task A_number_of_prekeys_that_cannot_be_makes_none(uint number)
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var before = ann.Store.Count(Table.Prekeys);
        server.ToClient(ann, frame => [frame is LoggedIn told ? told with { OneTimePrekeys = number } : frame]);
        server.Cut(HostileServer.Mailbox);
        await town.PassAsync(TimeSpan.FromSeconds(5));
        await bob.Only.SendAsync("how many");
        await town.UntilAsync(() => bob.AllDelivered, "Ann has heard it", step: 0.25);

        Assert.Equal(before, ann.Store.Count(Table.Prekeys));
    }

    [Fact]
    public async Task A_server_that_ends_every_socket_right_after_the_login_is_asked_ever_more_rarely()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var ann = await town.SettleAsync("Ann");
        var before = server.To<LoggedIn>(ann).Count;
        for (var turn = 0; turn < 480; turn++)
        {
            server.Cut(HostileServer.Mailbox);
            await town.PassAsync(TimeSpan.FromSeconds(0.25));
        }

        var logins = server.To<LoggedIn>(ann).Count - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{logins} logins in two minutes of sockets that end at once");
        Assert.InRange(logins, 0, 25);
        await town.UntilAsync(() => ann.IsReady, "an honest server is found again", step: 0.5);
    }

    [Fact]
    public async Task It_cannot_promise_a_longer_retention_than_was_asked_for()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var ann = await town.SettleAsync("Ann");
        server.ToClient(
            ann,
            frame => [frame is LoggedIn told ? told with { RetentionSeconds = uint.MaxValue } : frame]
        );
        await ann.RestartAsync();
        await town.UntilAsync(() => ann.IsReady, "Ann is back");

        Assert.Equal(TimeSpan.FromHours(6), ann.Client.Retention);
    }

    [Fact]
    public async Task Flapping_presence_neither_outruns_the_receivers_limits_nor_opens_connections_without_end()
    {
        // No link from the first moment on: one that lives needs no new one, whatever the server says.
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.ShowAsync();
        await town.UntilAsync(() => server.From<Presence>(ann).Count > 0, "it watches");
        // Nothing reaches Bob, and Bob is said to come and go all the time.
        server.ToClient(bob, frame => frame is Delivery ? [] : [frame]);
        var opened = town.Network.Opened;
        for (var flap = 0; flap < 1600; flap++)
        {
            // Steps as long as these may cost her the socket: what she asked last is what the lie answers.
            await town.UntilAsync(() => ann.IsReady, "she is connected");
            var watch = server.From<Presence>(ann)[^1].Request;
            server.Say(ann, HostileServer.Deposits, new PresenceIs(watch, flap % 2 == 0));
            await town.PassAsync(TimeSpan.FromSeconds(2.5), step: 2.5);
        }

        await ann.Only.SendAsync("can you hear me");
        await town.UntilAsync(() => ann.Only.Outbox.Rows.Any(row => row.Position is not null), "it has its number");
        // Another row may wait beside it, a receipt for example.
        var number = ann.Only.Outbox.Rows.Max(row => row.Position?.Counter ?? 0);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"1600 lies about presence in 66 minutes: {number} signals, {town.Network.Opened - opened} connections"
        );
        // With 4,000 messages that wait, no more may be unread: a receiver skips 5,000.
        Assert.InRange(number, 1u, 900u);
        server.Repent();
        server.Cut(HostileServer.Mailbox);
        await town.UntilAsync(() => ann.AllDelivered, "an honest server delivers it", step: 0.5);
        Assert.DoesNotContain(bob.Only.Messages, message => message.Text == "session-reset");
    }

    [Fact]
    public async Task No_refusal_of_anything_breaks_the_client_and_what_was_not_refused_for_good_arrives()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var number = 0;
        // "Withdrawn" reads as strict mode of the contact, until its next word: Strict/ServerSideTests.
        foreach (var reason in Enum.GetValues<Refusal>())
        {
            if (reason is Refusal.None or Refusal.CapabilityWithdrawn)
                continue;
            server.ToServer(
                ann,
                frame =>
                {
                    if (Refusing(frame, reason) is not { } refusal)
                        return [frame];
                    server.Say(
                        ann,
                        frame is PutCapability or PutPrekeys or FetchPushKey or FetchIceServers
                            ? HostileServer.Mailbox
                            : HostileServer.Deposits,
                        refusal
                    );
                    return [];
                }
            );
            await ann.Only.SendAsync($"refused {++number}");
            await town.PassAsync(TimeSpan.FromSeconds(20), step: 0.5);
            Assert.NotEqual(MessageState.Delivered, ann.Said[^1].State);
            server.Repent();
            var last = ann.Said[^1];
            if (last.CanRetry && last.State != MessageState.Waiting)
                await ann.Only.RetryAsync(last.Id);
            await bob.Only.SendAsync($"are you there {number}");
            await town.UntilAsync(() => bob.AllDelivered && ann.AllDelivered, $"they go on after {reason}", step: 0.5);
        }
        Assert.Equal(Enumerable.Range(1, number).Select(n => $"refused {n}"), bob.Heard);
    }

    [Fact]
    public async Task Who_is_said_to_have_ended_the_contact_is_back_with_the_next_word()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        server.Answer<Deposit>(ann, deposit => new DepositRefused(deposit.Id, Refusal.CapabilityRevoked, []));
        await ann.Only.SendAsync("are you gone");
        await town.UntilAsync(() => ann.Only.Contact.Gone, "Ann believes it");
        server.Repent();
        await bob.Only.SendAsync("not at all");
        await town.UntilAsync(() => ann.Heard.Count == 1 && !ann.Only.Contact.Gone, "Bob is heard");
        await ann.Only.SendAsync("good");
        await town.UntilAsync(() => bob.Heard.Contains("good"), "they go on", step: 0.25);
    }

    [Fact]
    public async Task Answers_that_nobody_asked_for_or_of_another_kind_are_nothing()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var key = server.Published(bob).MailboxKey;
        Frame[] frames =
        [
            .. Enumerable
                .Range(0, 200)
                .SelectMany(request =>
                    new Frame[]
                    {
                        new Bundle((uint)request, new byte[PrekeyBundle.Size]),
                        new MailboxKey((uint)request, key),
                        new KnockSent((uint)request, KnockOutcome.Pushed),
                        new WithdrawIs((uint)request, WithdrawOutcome.Withdrawn),
                        new PresenceIs((uint)request, true),
                        new Accepted(Forgery.NewDeposit(town.Sodium), DepositOutcome.Delivered, 0),
                        new DepositRefused(Forgery.NewDeposit(town.Sodium), Refusal.CapabilityRevoked, []),
                        new Done((uint)request),
                        new PushKey((uint)request, new byte[65]),
                        new IceServers((uint)request, uint.MaxValue, [new IceServer("turn:evil.example", "u", "c")]),
                        new PushTested((uint)request, PushOutcome.Sent, 201),
                        new Knocked([1, 2, 3, 4, 5, 6, 7, 8]),
                        new Challenge(new byte[32], 1),
                        new LoggedIn(1, 0, true),
                    }
                ),
        ];
        foreach (var frame in frames)
        {
            server.Say(ann, HostileServer.Deposits, frame);
            server.Say(ann, HostileServer.Mailbox, frame);
        }
        await ann.Only.SendAsync("never mind");
        await bob.Only.SendAsync("what was that");
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "they go on", step: 0.5);

        Assert.Equal(["what was that"], ann.Heard);
        Assert.Equal(["never mind"], bob.Heard);
        Assert.Null(ann.Only.KnockedAt);
    }

    private static Frame? Refusing(Frame frame, Refusal reason) =>
        frame switch
        {
            Deposit deposit => new DepositRefused(
                deposit.Id,
                reason,
                reason == Refusal.StaleMailboxKey ? new byte[Rubaru.Wire.Limits.SignedKemKeySize] : []
            ),
            FetchBundle f => new Refused(f.Request, reason),
            FetchMailboxKey f => new Refused(f.Request, reason),
            Presence f => new Refused(f.Request, reason),
            Knock f => new Refused(f.Request, reason),
            Withdraw f => new Refused(f.Request, reason),
            PutCapability f => new Refused(f.Request, reason),
            PutPrekeys f => new Refused(f.Request, reason),
            FetchPushKey f => new Refused(f.Request, reason),
            FetchIceServers f => new Refused(f.Request, reason),
            _ => null,
        };
}
