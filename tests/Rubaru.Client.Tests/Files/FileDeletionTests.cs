using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>No copy of a file outlives what showed it.</summary>
public sealed class FileDeletionTests
{
    private static readonly byte[] _bytes = FileTown.Bytes(2 * FileCipher.ChunkSize);

    [Fact]
    public async Task Deleted_here_it_goes_when_that_cannot_be_undone_any_more()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await ReceivedAsync(town);
        await bob.Only.DeleteForMeAsync(bob.Only.Messages[^1]);
        await bob.Only.UndoDeleteAsync();
        await town.PassAsync(TimeSpan.FromSeconds(15));
        Assert.True(await bob.HoldsAsync(_bytes));

        await bob.Only.DeleteForMeAsync(bob.Only.Messages[^1]);
        await town.UntilAsync(() => bob.Files.All.Count == 0, "its copy is gone");
        Assert.Empty(bob.Only.Files.All);
        Assert.Single(ann.Files.All);

        // Nothing of it comes back with a restart.
        await bob.RestartAsync();
        Assert.Empty(bob.Only.Files.All);
    }

    [Fact]
    public async Task Deleted_just_before_the_program_ended_it_goes_all_the_same()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (_, bob) = await ReceivedAsync(town);
        await bob.Only.DeleteForMeAsync(bob.Only.Messages[^1]);
        await bob.RestartAsync();
        await town.UntilAsync(
            () => bob.Files.All.Count == 0 && !bob.Only.Files.All.Any(),
            "its copy and its key are gone"
        );
    }

    [Fact]
    public async Task Erasing_does_not_wait_for_a_store_of_files_that_never_answers()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (_, bob) = await ReceivedAsync(town);
        bob.MayFault = true;
        bob.Files.HangsErasing = true;
        var erasing = bob.Client.EraseAsync();
        await town.UntilAsync(() => erasing.IsCompleted, "it is done", step: 0.5);
        await erasing;
        Assert.Empty(bob.Store.Everything());
        Assert.True(bob.DeviceKey.IsErased);
    }

    [Fact]
    public async Task Deleted_for_both_it_goes_from_both()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await ReceivedAsync(town);
        await town.UntilAsync(() => ann.AllDelivered, "the offer is confirmed");
        await ann.Only.DeleteForBothAsync(ann.Said[^1].Id);
        await town.UntilAsync(() => ann.Files.All.Count + bob.Files.All.Count == 0, "no copy is left");
        Assert.Equal(MessageKind.Deleted, bob.Only.Messages[^1].Kind);
        Assert.Null(bob.Only.Messages[^1].File);
    }

    [Fact]
    public async Task A_vanishing_message_takes_its_file_along()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await ann.Only.SetLifetimeAsync(Lifetime.Choices[0]);
        await town.UntilAsync(() => bob.Only.Lifetime is not null, "the timer is set");
        await ann.SendFileAsync(_bytes);
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "it is there");
        await town.PassAsync(Lifetime.Choices[0], step: Lifetime.Choices[0].TotalSeconds / 40);
        await town.UntilAsync(() => ann.Files.All.Count + bob.Files.All.Count == 0, "no copy is left", step: 1);
    }

    [Fact]
    public async Task With_its_contact_and_with_everything_it_goes_at_once()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await ReceivedAsync(town);
        await bob.Only.DeleteAsync();
        await town.UntilAsync(() => bob.Files.All.Count == 0, "its copy is gone");
        await ann.Client.EraseAsync();
        Assert.Empty(ann.Files.All);
    }

    [Fact]
    public async Task What_no_chat_knows_is_removed_when_the_profile_opens()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await ReceivedAsync(town);
        await ann.Files.SealAsync(
            FileSecret.Create(town.Sodium, 5),
            new MemorySource(_bytes),
            _ => { },
            TestContext.Current.CancellationToken
        );
        await ann.RestartAsync();
        await town.UntilAsync(() => ann.Files.All.Count == 1, "only the known one is left", step: 1);
        Assert.True(await ann.HoldsAsync(_bytes));
        Assert.True(await bob.HoldsAsync(_bytes));
    }

    private static async Task<(Person Ann, Person Bob)> ReceivedAsync(Town town)
    {
        var (ann, bob) = await town.LinkedAsync();
        await ann.SendFileAsync(_bytes);
        await town.UntilAsync(
            () => ann.HasFile(TransferState.Complete) && bob.HasFile(TransferState.Complete),
            "it is there"
        );
        return (ann, bob);
    }
}
