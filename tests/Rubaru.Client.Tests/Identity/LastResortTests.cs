using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Identity;

/// <summary>A last-resort key opens many handshakes, but each only once (protocol section 4).</summary>
public sealed class LastResortTests
{
    [Fact]
    public async Task A_handshake_is_accepted_once_also_after_its_session_ended_and_a_restart()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var engine = bob.Client.Engine;
        var answer = await engine.Thread.RunAsync(() =>
            engine.Deposits.CheckBundleAsync(bob.Only.Contact.Route!.Transient)
        );
        var bundle = PrekeyBundle.TryRead(Assert.IsType<Bundle>(answer).Bytes)!;
        Assert.Equal(PrekeyType.LastResort, bundle.Kem.Type);
        var made = Handshake.Initiate(town.Sodium, engine.Identity, bundle, ann.Fingerprint, null);
        var message = made.Encrypt(town.Sodium, new byte[34]).Message;

        Assert.True(await ArrivesAsync(ann, message, made.Id));
        await EndAsync(ann, made.Id);
        Assert.False(await ArrivesAsync(ann, message, made.Id));
        await ann.RestartAsync();
        Assert.False(await ArrivesAsync(ann, message, made.Id));
        // Another handshake with the same key is none of that.
        var other = Handshake.Initiate(town.Sodium, engine.Identity, bundle, ann.Fingerprint, null);
        Assert.True(await ArrivesAsync(ann, other.Encrypt(town.Sodium, new byte[34]).Message, other.Id));
        var listed = await ann.Client.Engine.Records.ReadPrefixAsync(Table.Seen, Seen.LastResorts(bundle.Kem.Id));
        Assert.Equal(2, listed.Count);
    }

    private static async Task<bool> ArrivesAsync(Person ann, byte[] message, SessionId session)
    {
        var engine = ann.Client.Engine;
        await engine.Thread.RunAsync(() => engine.Receiving.FromLinkAsync(ann.Only, message));
        return ann.Only.Sessions.Find(session) is not null;
    }

    private static Task EndAsync(Person ann, SessionId session)
    {
        var engine = ann.Client.Engine;
        return engine.Thread.RunAsync(async () =>
        {
            using var held = await engine.Lock.EnterAsync();
            var step = new Step(engine, ann.Only);
            step.End(session);
            await step.CommitAsync();
        });
    }
}
