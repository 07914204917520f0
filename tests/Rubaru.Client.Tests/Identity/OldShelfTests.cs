using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Identity;

/// <summary>A device that is an old image of itself: the shelf holds keys that it does not have any more.</summary>
public sealed class OldShelfTests
{
    [Fact]
    public async Task The_shelf_of_a_device_that_was_rolled_back_is_replaced_and_nothing_is_lost()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        await town.ConnectAsync(ann, bob);
        var image = ann.Store.Copy();
        var before = ann.Client.Engine.Profile.NextPrekey;
        // A week later all keys are others, and Ann's device goes back in time.
        town.Time.Advance(TimeSpan.FromDays(7));
        await town.UntilAsync(() => ann.Client.Engine.Profile.NextPrekey > before, "the keys are new", step: 0.5);
        await town.UntilAsync(() => !ann.Client.Engine.Prekeys.IsPublicationDue, "and out", step: 0.5);
        await ann.StopAsync();
        ann.Store = image;
        await bob.KillAsync();
        bob.Store.Wipe(Table.Sessions);
        await bob.StartAsync();
        await ann.StartAsync();
        await bob.Only.SendAsync("hello");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered", step: 1);

        Assert.Equal(["hello"], ann.Heard);
        await town.UntilAsync(() => !ann.Client.Engine.Prekeys.IsPublicationDue, "and out", step: 0.5);
        var engine = bob.Client.Engine;
        var answer = await engine.Thread.RunAsync(() =>
            engine.Deposits.FetchBundleAsync(bob.Only.Contact.Route!.Transient)
        );
        var bundle = PrekeyBundle.TryRead(Assert.IsType<Bundle>(answer).Bytes)!;
        var known = ann.Client.Engine.Prekeys;
        Assert.Equal(PrekeyType.OneTime, bundle.Kem.Type);
        Assert.NotNull(known.Find(PrekeyType.OneTime, bundle.Kem.Id));
        Assert.NotNull(known.Find(PrekeyType.Signed, bundle.Signed.Id));
        Assert.NotNull(known.Find(PrekeyType.Mailbox, bundle.Mailbox.Id));
    }
}
