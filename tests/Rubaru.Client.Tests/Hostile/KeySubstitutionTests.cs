using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Hostile;

/// <summary>The server hands out keys that are not those of the person asked for (protocol sections 4, 7.1 and 10.1).</summary>
public sealed class KeySubstitutionTests
{
    /// <summary>Every way to put a key of Mallory's, or a key of Ann's in another place, into Ann's bundle.</summary>
    public static TheoryData<string> Swaps =>
        [
            "identity",
            "signed",
            "kem",
            "mailbox",
            "all but the identity",
            "last resort as one-time",
            "mailbox as kem",
            "type 0",
            "type 3",
        ];

    [Fact]
    public async Task No_bundle_but_the_inviters_own_is_used_and_the_person_is_told_that_the_check_failed()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var ann = await town.SettleAsync("Ann");
        var mallory = await town.SettleAsync("Mallory");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        var real = await FetchAsync(bob, link);
        var evil = await FetchAsync(bob, await mallory.InviteAsync());
        var shelf = server.Published(ann);

        foreach (var swap in Swaps.Select(row => (string)row.Data))
        {
            var bundle = Swapped(swap, real, evil, shelf);
            server.Answer<FetchBundle>(bob, fetch => new Bundle(fetch.Request, bundle));
            var (problem, chat) = await bob.OpenAsync(link);
            Assert.Equal((swap, InviteProblem.IdentityCheckFailed), (swap, problem));
            Assert.Null(chat);
        }

        Assert.Empty(bob.Client.Conversations);
        Assert.Empty(server.From<Deposit>(bob));
        server.Repent();
        Assert.Equal(InviteProblem.None, (await bob.OpenAsync(link)).Problem);
        await town.UntilAsync(() => bob.Knows(ann) && ann.Knows(bob), "the honest server connects them");
    }

    [Fact]
    public async Task A_bundle_with_any_bit_flipped_is_refused()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        var real = await FetchAsync(bob, link);
        var random = new Chance(22);
        // Every byte takes part in the fingerprint or under a signature: any stride shows it, the long run tries them all.
        var stride = Environment.GetEnvironmentVariable("RUBARU_LONG") == "1" ? 1 : 97;
        var tried = 0;

        for (var at = 0; at < real.Length; at += stride)
        {
            var flipped = real.ToArray();
            flipped[at] ^= random.Bit();
            server.Answer<FetchBundle>(bob, fetch => new Bundle(fetch.Request, flipped));
            Assert.Equal((at, InviteProblem.IdentityCheckFailed), (at, (await bob.OpenAsync(link)).Problem));
            tried++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} flipped bundles refused");
        Assert.Empty(bob.Client.Conversations);
        Assert.Empty(server.From<Deposit>(bob));
    }

    [Fact]
    public async Task A_swapped_bundle_for_a_contact_makes_no_session_and_the_message_waits_for_the_true_one()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var mallory = await town.SettleAsync("Mallory");
        var evil = await FetchAsync(bob, await mallory.InviteAsync());
        await bob.KillAsync();
        bob.Store.Wipe(Table.Sessions);
        server.Answer<FetchBundle>(bob, fetch => new Bundle(fetch.Request, evil));
        await bob.StartAsync();
        await bob.With(ann).SendAsync("only for Ann");
        var deposits = server.From<Deposit>(bob).Count;
        await town.UntilAsync(() => server.From<FetchBundle>(bob).Count > 3, "it asked several times", step: 0.5);

        Assert.Equal(deposits, server.From<Deposit>(bob).Count);
        Assert.Empty(bob.With(ann).Sessions.All);
        Assert.Equal(MessageState.Waiting, bob.Said[^1].State);
        server.Repent();
        await town.UntilAsync(() => bob.AllDelivered, "the true bundle came", step: 0.5);
        Assert.Equal(["only for Ann"], ann.Heard);
    }

    [Fact]
    public async Task Nothing_is_ever_sealed_to_a_mailbox_key_that_the_contact_did_not_sign()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var mallory = await town.SettleAsync("Mallory");
        var evil = server.Published(mallory).MailboxKey;
        var evilId = SignedPrekey.TryRead(PrekeyType.Mailbox, evil)!.Id;
        await town.PassAsync(TimeSpan.FromHours(25), step: 600);
        await town.UntilAsync(() => ann.IsReady && bob.IsReady, "both are back", step: 0.5);
        server.ToServer(
            bob,
            frame =>
            {
                if (frame is FetchMailboxKey fetch)
                    server.Say(bob, HostileServer.Deposits, new MailboxKey(fetch.Request, evil));
                else if (frame is Deposit deposit)
                    server.Say(
                        bob,
                        HostileServer.Deposits,
                        new DepositRefused(deposit.Id, Refusal.StaleMailboxKey, evil)
                    );
                else
                    return [frame];
                return [];
            }
        );
        var before = server.From<Deposit>(bob).Count;
        await bob.With(ann).SendAsync("sealed to Ann");
        await town.PassAsync(TimeSpan.FromMinutes(2), step: 0.5);

        Assert.DoesNotContain(
            server.From<Deposit>(bob).Skip(before),
            deposit => SealedEnvelope.MailboxKeyId(deposit.Envelope) == evilId
        );
        Assert.NotEqual(MessageState.Delivered, bob.Said[^1].State);
        server.Repent();
        await town.UntilAsync(() => bob.AllDelivered, "the true key came", step: 0.5);
        Assert.Equal(["sealed to Ann"], ann.Heard);
    }

    [Fact]
    public async Task Two_true_mailbox_keys_that_are_called_stale_in_turn_cost_no_busy_loop()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        // An older key of the same owner is signed for ever: a server can keep it and give it out again.
        byte[][] keys =
        [
            .. new uint[] { 70_001, 70_002 }.Select(id =>
                Prekey.Create(town.Sodium, ann.Client.Engine.Identity, PrekeyType.Mailbox, id).Public.ToBytes()
            ),
        ];
        var asked = 0;
        server.Answer<Deposit>(
            bob,
            deposit =>
            {
                asked += deposit.Class == DepositClass.Stored ? 1 : 0;
                return new DepositRefused(deposit.Id, Refusal.StaleMailboxKey, keys[asked % 2]);
            }
        );
        await bob.With(ann).SendAsync("round and round");
        await town.PassAsync(TimeSpan.FromSeconds(60), step: 0.25);

        TestContext.Current.TestOutputHelper?.WriteLine($"{asked} deposits in a minute of stale keys");
        Assert.InRange(asked, 2, 40);
        server.Repent();
        await town.UntilAsync(() => bob.AllDelivered, "the honest server takes it", step: 0.5);
        Assert.Equal(["round and round"], ann.Heard);
    }

    private static async Task<byte[]> FetchAsync(Person person, InviteLink link)
    {
        var capability = InviteSecrets.Derive(person.Client.Engine.Sodium, link.Secret).Capability;
        var answer = await person.Client.Engine.Thread.RunAsync(() =>
            person.Client.Engine.Deposits.FetchBundleAsync(capability)
        );
        return Assert.IsType<Bundle>(answer).Bytes;
    }

    private static byte[] Swapped(string swap, byte[] real, byte[] evil, PutPrekeys shelf)
    {
        var bytes = real.ToArray();
        const int signed = IdentityPublic.Size;
        const int type = signed + Rubaru.Wire.Limits.SignedPrekeySize;
        const int kem = type + 1;
        const int mailbox = kem + Rubaru.Wire.Limits.SignedKemKeySize;
        switch (swap)
        {
            case "identity":
                return evil;
            case "signed":
                evil.AsSpan(signed..type).CopyTo(bytes.AsSpan(signed));
                break;
            case "kem":
                evil.AsSpan(type..mailbox).CopyTo(bytes.AsSpan(type));
                break;
            case "mailbox":
                evil.AsSpan(mailbox..).CopyTo(bytes.AsSpan(mailbox));
                break;
            case "all but the identity":
                evil.AsSpan(signed..).CopyTo(bytes.AsSpan(signed));
                break;
            case "last resort as one-time":
                bytes[type] = (byte)PrekeyType.OneTime;
                shelf.LastResort.CopyTo(bytes, kem);
                break;
            case "mailbox as kem":
                shelf.MailboxKey.CopyTo(bytes, kem);
                break;
            default:
                bytes[type] = byte.Parse(swap[^1..], System.Globalization.CultureInfo.InvariantCulture);
                break;
        }
        return bytes;
    }
}
