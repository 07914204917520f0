using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.Strict;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>Strict mode: nothing of a file is ever stored at the server, and what is there already goes.</summary>
public sealed class FileAtServerStrictTests
{
    [Fact]
    public async Task A_file_of_strict_mode_never_waits_at_the_server_not_even_when_the_mode_is_relaxed()
    {
        await using var town = await ParcelTown.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        var stored = town.StoredDeposits();
        town.Network.PieceBuffer = 70_000;
        var bytes = ParcelTown.Of(40);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => bob.Files.Writes >= 3, "some of it is there", step: 0.02);
        await bob.StopAsync();
        await town.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(stored, town.StoredDeposits());
        Assert.Equal(FilePlace.Device, ann.PlaceOfFile());

        town.Network.IsImpossible = true;
        await bob.StartAsync();
        await ann.Only.SetModeAsync(null);
        await town.UntilAsync(
            () =>
                bob.IsRunning
                && !ann.Only.EffectiveMode.IsStrict
                && !bob.Only.EffectiveMode.IsStrict
                && bob.Client.Engine.Capabilities.Unsynced.Count == 0
                && ann.Only.Outbox.Count == 0,
            "the mode is relaxed"
        );
        var old = ann.LastFile()!;
        await town.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, town.Parcels());
        // A new one shows that nothing else kept it.
        await ann.SendFileAsync(ParcelTown.Of(2));
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "one of default mode goes by it");
        Assert.Equal(TransferState.Waiting, old.State);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("main")]
    public async Task Strict_mode_stops_a_file_on_its_way_and_takes_back_what_is_stored(string which)
    {
        await using var town = await ParcelTown.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.SendFileAsync(ParcelTown.Of(60));
        await town.UntilAsync(() => town.Parcels() >= 5, "some of it is at the server", step: 0.01);
        var sent = town.Parcels();
        if (which == "chat")
            await ann.Only.SetModeAsync(DeliveryMode.DirectOnly);
        else
            await ann.Client.SetGlobalModeAsync(DeliveryMode.DirectOnly);
        // From the switch on nothing leaves; one may have left while it was being turned.
        Assert.InRange(town.Parcels(), sent, sent + 2);
        var after = town.Parcels();
        Assert.True(after < 60, "It was faster than the switch.");
        await town.UntilAsync(() => !ann.Only.IsTurningOn, "it is on");
        await town.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(after, town.Parcels());
        Assert.Equal(0, await town.Server.WaitingAsync());
        Assert.Equal(FilePlace.Device, ann.PlaceOfFile());
    }

    [Fact]
    public async Task The_other_persons_strict_mode_stops_it_as_well()
    {
        await using var town = await ParcelTown.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.Only.SetModeAsync(DeliveryMode.DirectOnly);
        await town.UntilAsync(() => ann.Only.EffectiveMode.IsStrict && !bob.Only.IsTurningOn, "both are strict");
        var stored = town.StoredDeposits();
        await Assert.ThrowsAsync<SendRefusedException>(() => ann.SendFileAsync(ParcelTown.Of(3)));
        await town.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(stored, town.StoredDeposits());
    }
}
