using Rubaru.Client.Files;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>The client knows while a file moves, and only then: the screen stays awake by it.</summary>
public sealed class MotionTests
{
    [Fact]
    public async Task A_transfer_is_motion_from_its_first_byte_to_its_last_on_both_sides()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        List<bool> anns = [];
        List<bool> bobs = [];
        ann.Client.MovesFilesChanged += () => anns.Add(ann.Client.MovesFiles);
        bob.Client.MovesFilesChanged += () => bobs.Add(bob.Client.MovesFiles);

        await ann.SendFileAsync(FileTown.Bytes(500_000));
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "it is there");
        await town.UntilAsync(() => !ann.Client.MovesFiles && !bob.Client.MovesFiles, "nothing moves");
        // It began, ended, and perhaps began again: sealed, then sent.
        Assert.True(anns.Count >= 2 && bobs.Count >= 2);
        Assert.All(anns.Chunk(2), change => Assert.Equal([true, false], change));
        Assert.All(bobs.Chunk(2), change => Assert.Equal([true, false], change));
    }

    [Fact]
    public async Task What_is_paused_or_cut_off_does_not_move()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        bob.Files.IsFull = true;
        await ann.SendFileAsync(FileTown.Bytes(500_000));
        await town.UntilAsync(() => bob.HasFile(TransferState.Paused), "there is no room");
        await town.UntilAsync(() => !ann.Client.MovesFiles && !bob.Client.MovesFiles, "nothing moves");
    }
}
