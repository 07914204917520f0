using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Identity;

/// <summary>How long prekeys live, and that their secrets go (protocol sections 2.1 and 7.1).</summary>
public sealed class PrekeyLifeTests
{
    [Fact]
    public async Task Lasting_keys_are_renewed_after_a_week_and_the_old_secrets_go_when_their_time_is_over()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var prekeys = ann.Client.Engine.Prekeys;
        var first = PrekeyBundle.TryRead((await LookAsync(bob)).Bytes)!;
        var mailboxKey = prekeys.Find(PrekeyType.Mailbox, first.Mailbox.Id)!;
        var signed = prekeys.Find(PrekeyType.Signed, first.Signed.Id)!;
        Assert.NotEqual(0, await EnvelopesAsync(ann, mailboxKey.Id));

        await LaterAsync(town, TimeSpan.FromDays(7), ann);
        await town.UntilAsync(() => !prekeys.IsPublicationDue, "the new keys are out", step: 0.25);
        await town.UntilAsync(() => bob.IsReady, "Bob is back");
        var second = PrekeyBundle.TryRead((await LookAsync(bob)).Bytes)!;
        Assert.True(second.Verify(town.Sodium, ann.Fingerprint));
        Assert.All(
            [(first.Signed, second.Signed), (first.Kem, second.Kem), (first.Mailbox, second.Mailbox)],
            pair => Assert.True(pair.Item1.Id < pair.Item2.Id)
        );
        // Both are good: whoever has the old ones is understood.
        Assert.NotNull(prekeys.Find(PrekeyType.Mailbox, first.Mailbox.Id));
        await bob.Only.SendAsync("sealed to the new key");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered", step: 0.25);
        Assert.Equal(second.Mailbox.Id, bob.Only.Contact.Route!.MailboxKey.Id);

        await LaterAsync(town, TimeSpan.FromHours(49), ann);
        await town.UntilAsync(() => prekeys.Find(PrekeyType.Mailbox, mailboxKey.Id) is null, "it is wiped", step: 0.5);
        Assert.All(mailboxKey.SecretKey, part => Assert.Equal(0, part));
        Assert.Equal(0, await EnvelopesAsync(ann, mailboxKey.Id));
        Assert.NotNull(prekeys.Find(PrekeyType.Signed, first.Signed.Id));
        Assert.NotNull(prekeys.Find(PrekeyType.LastResort, first.Kem.Id));

        await LaterAsync(town, TimeSpan.FromDays(12), ann);
        await town.UntilAsync(() => prekeys.Find(PrekeyType.Signed, first.Signed.Id) is null, "so is this", step: 0.5);
        Assert.All(signed.SecretKey, part => Assert.Equal(0, part));
        Assert.Null(prekeys.Find(PrekeyType.LastResort, first.Kem.Id));
        await ann.RestartAsync();
        Assert.Null(ann.Client.Engine.Prekeys.Find(PrekeyType.Signed, first.Signed.Id));
        Assert.Null(ann.Client.Engine.Prekeys.Find(PrekeyType.Mailbox, first.Mailbox.Id));
    }

    [Fact]
    public async Task A_handshake_with_last_weeks_keys_is_accepted()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.KillAsync();
        bob.Store.Wipe(Table.Sessions);
        await bob.StartAsync();
        await town.UntilAsync(() => bob.IsReady, "Bob is back");
        // What starts the session stays on his device, which then sleeps for a week and a day; Ann's goes on.
        town.Server.Tap.ToServer = frame => frame is Deposit ? [] : [frame];
        await bob.Client.Engine.Thread.RunAsync(bob.Only.Recovery.InitiateAsync);
        var made = bob.Only.Sessions.InHandshake!.Id;
        await bob.StopAsync();
        town.Server.Tap.ToServer = null;
        await LaterAsync(town, TimeSpan.FromDays(6.9), ann);
        await LaterAsync(town, TimeSpan.FromDays(0.2), ann);
        await town.UntilAsync(() => ann.Client.Engine.Prekeys.Count(PrekeyType.Signed) == 2, "Ann's keys are new");
        await town.UntilAsync(() => !ann.Client.Engine.Prekeys.IsPublicationDue, "and out");
        await bob.StartAsync();
        await bob.Only.SendAsync("good morning");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered", step: 0.25);

        Assert.Equal(["good morning"], ann.Heard);
        Assert.NotNull(ann.Only.Sessions.Find(made));
    }

    [Fact]
    public async Task Nothing_is_wiped_while_the_mailbox_may_hold_something()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var prekeys = ann.Client.Engine.Prekeys;
        await LaterAsync(town, TimeSpan.FromDays(7), ann);
        await town.UntilAsync(() => prekeys.Count(PrekeyType.Mailbox) == 2, "the keys are new", step: 0.25);
        await town.UntilAsync(() => !prekeys.IsPublicationDue, "and out", step: 0.25);
        await town.Server.StopAsync();
        town.Time.Advance(TimeSpan.FromDays(3));
        await town.PassAsync(TimeSpan.FromMinutes(3), step: 0.5);
        Assert.Equal(2, prekeys.Count(PrekeyType.Mailbox));

        await town.Server.StartAsync();
        await town.UntilAsync(() => prekeys.Count(PrekeyType.Mailbox) == 1, "it was drained", step: 0.5);
    }

    [Fact]
    public async Task A_used_one_time_secret_is_gone_with_the_commit_and_the_shelf_is_filled_again()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var prekeys = ann.Client.Engine.Prekeys;
        // The others take what is on the shelf, as contacts may.
        foreach (var capability in new[] { bob.Only.Contact.Route!.Stored, bob.Only.Contact.Route!.Transient })
        {
            for (var i = 0; i < 18; i++)
                await FetchAsync(bob, capability);
        }
        await bob.KillAsync();
        bob.Store.Wipe(Table.Sessions);
        // Before he is back: what he sends by himself would use the key up.
        ann.Store.IsFull = true;
        await bob.StartAsync();
        await town.UntilAsync(() => bob.IsReady, "Bob is back");
        await bob.Client.Engine.Thread.RunAsync(bob.Only.Recovery.InitiateAsync);
        var header = RatchetMessage
            .TryRead(bob.Only.Sessions.InHandshake!.Encrypt(town.Sodium, new byte[34]).Message)!
            .Handshake!;
        Assert.Equal(PrekeyType.OneTime, header.KemType);
        var secret = prekeys.Find(PrekeyType.OneTime, header.KemId)!;

        await bob.Only.SendAsync("one");
        await town.PassAsync(TimeSpan.FromSeconds(3));
        // What was not committed changes nothing.
        Assert.Same(secret, prekeys.Find(PrekeyType.OneTime, header.KemId));
        Assert.Contains(secret.SecretKey, part => part != 0);
        ann.Store.IsFull = false;
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered", step: 0.25);

        Assert.Null(prekeys.Find(PrekeyType.OneTime, header.KemId));
        Assert.All(secret.SecretKey, part => Assert.Equal(0, part));
        await town.UntilAsync(
            () => town.Server.Tap.Of<PutPrekeys>().Count(put => put.OneTime.Count is > 30 and < 50) == 1,
            "the shelf is filled up"
        );
        await ann.RestartAsync();
        Assert.Null(ann.Client.Engine.Prekeys.Find(PrekeyType.OneTime, header.KemId));
    }

    [Fact]
    public async Task One_time_secrets_outlive_the_servers_copies_and_a_clock_that_runs_ahead()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var prekeys = ann.Client.Engine.Prekeys;
        Assert.Equal(50, prekeys.Count(PrekeyType.OneTime));
        var now = town.Time.GetUtcNow();
        var month = TimeSpan.FromDays(30);

        Assert.Empty(prekeys.Outlived(now + month - TimeSpan.FromSeconds(9), now + month));
        // The device's date was set a year ahead; the server's copies are young.
        Assert.Empty(prekeys.Outlived(now + TimeSpan.FromDays(365), now));
        Assert.Equal(50, prekeys.Outlived(now + month, now + month).Count);

        await LaterAsync(town, month + TimeSpan.FromHours(1), ann);
        await town.UntilAsync(
            () =>
                town.Server.Tap.Of<PutPrekeys>().Count(put => put.OneTime.Count == 50) == 2
                && prekeys.Count(PrekeyType.OneTime) == 50,
            "the old ones are wiped and new ones are out",
            step: 0.5
        );
    }

    private static async Task LaterAsync(Town town, TimeSpan time, Person awake)
    {
        town.Time.Advance(time);
        await town.UntilAsync(() => awake.Client.Server == ServerState.Connected, "it is connected", step: 0.25);
        await town.PassAsync(TimeSpan.FromSeconds(90), step: 0.5);
    }

    private static async Task<int> EnvelopesAsync(Person person, uint mailboxKey)
    {
        var rows = await person.Client.Engine.Records.ReadPrefixAsync(Table.Seen, Seen.Envelopes(mailboxKey));
        return rows.Count;
    }

    private static async Task<Bundle> LookAsync(Person from)
    {
        var engine = from.Client.Engine;
        var answer = await engine.Thread.RunAsync(() =>
            engine.Deposits.CheckBundleAsync(from.Only.Contact.Route!.Transient)
        );
        return Assert.IsType<Bundle>(answer);
    }

    private static async Task FetchAsync(Person from, byte[] capability)
    {
        var engine = from.Client.Engine;
        Assert.IsType<Bundle>(await engine.Thread.RunAsync(() => engine.Deposits.FetchBundleAsync(capability)));
    }
}
