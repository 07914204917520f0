using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Which sessions live on (protocol section 6, R3, R4, R6), with real sessions.</summary>
public sealed class SessionSetTests
{
    [Fact]
    public async Task With_four_confirmed_sessions_a_new_one_of_mine_stays_and_the_oldest_that_is_not_current_goes()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var now = town.Time.GetUtcNow();
        var set = SessionSet.Empty;
        for (var i = 0; i < 4; i++)
            set = set.With(await ConfirmedAsync(town, ann, bob), now.AddMinutes(i));
        var current = set.Current!.Id;
        var oldest = set.All.Where(alive => alive.Session.Id != current).MinBy(alive => alive.Created)!.Session.Id;

        var mine = await InitiatedAsync(town, bob, ann);
        set = set.With(mine, now.AddMinutes(9));

        Assert.Equal([oldest], set.Surplus());
        set = set.Without(oldest);
        Assert.Equal((current, mine.Id), (set.Current!.Id, set.InHandshake!.Id));
        // A further one of mine makes the earlier one, which nobody confirmed, the first to go.
        set = set.With(await InitiatedAsync(town, bob, ann), now.AddMinutes(10));
        Assert.Equal([mine.Id], set.Surplus());
    }

    [Fact]
    public async Task A_session_outlives_its_last_message_by_a_day_and_silence_by_a_week()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var now = town.Time.GetUtcNow();
        var mine = await InitiatedAsync(town, bob, ann);
        var set = SessionSet
            .Empty.With(await ConfirmedAsync(town, ann, bob), now, heard: true)
            .With(await ConfirmedAsync(town, ann, bob), now, heard: true)
            .With(mine, now);
        var current = set.Current!;
        var other = set.All.Single(alive => alive.Session.Established && alive.Session.Id != current.Id).Session;
        // A message that was read keeps it, one that was sent does not.
        var heard = now.AddHours(5);
        set = set.With(other, heard, heard: true).With(other, heard.AddHours(9));
        var second = TimeSpan.FromSeconds(1);

        Assert.Empty(set.Outlived(heard.AddHours(24) - second));
        Assert.Equal([other.Id], set.Outlived(heard.AddHours(24)));
        Assert.Equal([other.Id], set.Outlived(now.AddDays(7) - second));
        Assert.Equal([other.Id, mine.Id], set.Outlived(now.AddDays(7)));
        // Also where nothing else is there: by then the other side may have wiped what it was made with.
        Assert.Equal([mine.Id], SessionSet.Empty.With(mine, now).Outlived(now.AddDays(7)));
    }

    [Fact]
    public async Task A_state_that_was_replaced_cannot_be_used_again()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var mine = await InitiatedAsync(town, bob, ann);
        var engine = bob.Client.Engine;
        await engine.Thread.RunAsync(async () =>
        {
            using var held = await engine.Lock.EnterAsync();
            var step = new Step(engine, bob.Only);
            var lost = step.Sessions.Current!.Id;
            step.End(lost);
            step.Put(mine);
            step.Contact = step.Contact with { UpdateDue = true };
            // The update goes first, on the same session as SESSION_LOST.
            step.Send(ContentType.SessionLost, SessionLostBody.Write(lost), on: mine.Id);

            var stale = mine.Encrypt(town.Sodium, new byte[16]);
            Assert.Throws<InvalidOperationException>(() => step.Put(stale.Next, mine));
            await step.CommitAsync();
        });

        var positions = bob.Only.Outbox.Rows.Select(row => row.Position).ToArray();
        Assert.True(positions.Length >= 2);
        Assert.Equal(positions.Length, positions.Distinct().Count());
        Assert.All(positions, position => Assert.Equal(mine.Id, position!.Value.Session));
    }

    private static async Task<Session> InitiatedAsync(Town town, Person from, Person to)
    {
        var engine = from.Client.Engine;
        var fetched = await engine.Thread.RunAsync(() =>
            engine.Deposits.FetchBundleAsync(from.Only.Contact.Route!.Transient)
        );
        var bundle = PrekeyBundle.TryRead(Assert.IsType<Bundle>(fetched).Bytes)!;
        return Handshake.Initiate(town.Sodium, engine.Identity, bundle, to.Fingerprint, null);
    }

    private static async Task<Session> ConfirmedAsync(Town town, Person from, Person to)
    {
        var initiated = await InitiatedAsync(town, from, to);
        var message = RatchetMessage.TryRead(initiated.Encrypt(town.Sodium, new byte[16]).Message)!;
        var engine = to.Client.Engine;
        var header = message.Handshake!;
        var accepted = Handshake.TryAccept(
            town.Sodium,
            engine.Identity,
            from.Fingerprint,
            message,
            engine.Prekeys.Find(PrekeyType.Signed, header.SignedPrekeyId)!,
            engine.Prekeys.Find(header.KemType, header.KemId)!,
            new byte[32],
            town.Time.GetUtcNow()
        );
        return accepted!.Session;
    }
}
