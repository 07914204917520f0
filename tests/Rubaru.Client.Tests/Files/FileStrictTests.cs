using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.Strict;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>Strict mode holds for files as for messages: only over a path that both ends attest, never by the server.</summary>
public sealed class FileStrictTests
{
    [Fact]
    public async Task A_file_goes_over_the_attested_path_and_the_server_stores_nothing()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        var stored = town.StoredDeposits();
        var bytes = FileTown.Bytes(5 * FileCipher.ChunkSize);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "it is there");
        Assert.True(await bob.HoldsAsync(bytes));
        Assert.Equal(stored, town.StoredDeposits());
    }

    [Fact]
    public async Task With_a_closed_gate_nothing_is_sealed_or_offered()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        await bob.StopAsync();
        await town.UntilAsync(() => ann.Only.Gate != StrictGate.Open, "the gate is closed");
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => ann.SendFileAsync([1, 2, 3]));
        Assert.Equal(SendRefusal.Strict, refused.Reason);
        Assert.Empty(ann.Files.All);
        Assert.Null(ann.LastFile());
    }

    /// <summary>That a file was given up is stored for who is away, like a message; not any more once the mode is strict.</summary>
    [Fact]
    public async Task A_word_about_a_file_that_waits_at_the_server_is_taken_back_and_said_directly()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var file = FileTown.Bytes(60 * FileCipher.ChunkSize);
        town.Network.PieceBuffer = 70_000;
        await ann.SendFileAsync(file);
        await town.UntilAsync(() => bob.Files.Writes >= 3, "some of it is there", step: 0.02);
        await bob.StopAsync();
        Assert.Equal(TransferState.Waiting, ann.LastFile()!.State);
        var before = town.StoredDeposits();
        await ann.Only.GiveUpAsync(ann.LastFile()!);
        Assert.Equal(TransferState.Cancelled, ann.LastFile()!.State);
        await town.UntilAsync(() => town.StoredDeposits() > before, "the word is at the server");
        var stored = town.StoredDeposits();
        Assert.DoesNotContain(town.Server.Tap.Of<WithdrawIs>(), answer => answer.Outcome == WithdrawOutcome.Withdrawn);

        await ann.Only.SetModeAsync(DeliveryMode.DirectOnly);
        await town.UntilAsync(() => !ann.Only.IsTurningOn, "it is on");
        Assert.Contains(town.Server.Tap.Of<WithdrawIs>(), answer => answer.Outcome == WithdrawOutcome.Withdrawn);
        await bob.StartAsync();
        await bob.Only.ShowAsync();
        await town.UntilAsync(() => bob.HasFile(TransferState.Cancelled), "he hears it directly");
        Assert.Equal(stored, town.StoredDeposits());
    }

    [Fact]
    public async Task A_path_that_becomes_a_relay_stops_a_file_and_a_direct_one_lets_it_go_on()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        town.Network.PieceBuffer = 70_000;
        var bytes = FileTown.Bytes(60 * FileCipher.ChunkSize);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => bob.Files.Writes >= 5, "some of it is there", step: 0.02);

        ann.Peers.Select("relay", "host");
        await town.UntilAsync(() => ann.Only.Gate == StrictGate.Relayed, "the gate is closed");
        // What was handed to the channel before it closed arrives.
        await town.PassAsync(TimeSpan.FromSeconds(1));
        var written = bob.Files.Writes;
        Assert.True(written < 60);
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(written, bob.Files.Writes);

        ann.Peers.Select("host", "host");
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "it went on");
        Assert.True(await bob.HoldsAsync(bytes));
    }

    [Fact]
    public async Task Nothing_is_said_of_files_through_a_closed_gate_and_what_was_meant_is_said_when_it_opens()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        town.Network.PieceBuffer = 70_000;
        var bytes = FileTown.Bytes(60 * FileCipher.ChunkSize);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => bob.Files.Writes >= 5, "some of it is there", step: 0.02);
        await ann.Only.PauseAsync(ann.LastFile()!);
        await town.UntilAsync(() => bob.LastFile()!.PausedByPeer, "Bob knows that it is paused");

        ann.Peers.Select("relay", "host");
        await town.UntilAsync(
            () => ann.Only.Gate == StrictGate.Relayed && bob.Only.Gate == StrictGate.Relayed,
            "the gate is closed at both ends"
        );
        Assert.True(ann.Only.IsGateClosedForFiles);
        Assert.False(ann.Only.TrySayOfFile(new FileFrame(FileFrameKind.Ready, 1)));
        Assert.False(bob.Only.TrySayOfFile(new FileFrame(FileFrameKind.Want, 1)));
        await ann.Only.GoOnAsync(ann.LastFile()!);
        await town.PassAsync(TimeSpan.FromSeconds(2));
        Assert.True(bob.LastFile()!.PausedByPeer);

        ann.Peers.Select("host", "host");
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "it went on");
        Assert.True(await bob.HoldsAsync(bytes));
    }
}
