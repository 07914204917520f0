using Rubaru.Client.Files;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>A file goes on where it was: after an outage, after the end of either process, after a pause.</summary>
public sealed class FileResumeTests
{
    private const int Chunks = 60;
    private static readonly byte[] _bytes = FileTown.Bytes(Chunks * FileCipher.ChunkSize - 5);

    [Fact]
    public async Task A_whole_copy_that_cannot_be_read_is_not_read_again_without_a_pause()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        bob.MayFault = true;
        bob.Files.IsUnreadable = true;
        var bytes = FileTown.Bytes(3 * FileCipher.ChunkSize);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => bob.Files.Checks > 0, "it is whole");
        await town.PassAsync(TimeSpan.FromMinutes(1), step: 0.5);
        Assert.InRange(bob.Files.Checks, 1, 10);

        bob.Files.IsUnreadable = false;
        await town.UntilAsync(
            () => bob.HasFile(TransferState.Complete),
            "it is complete when it can be read",
            step: 0.5
        );
    }

    [Fact]
    public async Task After_an_outage_it_goes_on_by_itself()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await BeginAsync(town);
        town.Network.Cut();
        await town.PassAsync(TimeSpan.FromSeconds(6));
        town.Network.Heal();
        await EndAsync(town, ann, bob);
    }

    [Fact]
    public async Task What_came_before_an_outage_and_was_not_on_the_disk_yet_does_not_come_again()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var (arrived, disk) = (0L, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        town.Network.TamperPiece = piece =>
        {
            Interlocked.Add(ref arrived, piece.Length);
            return piece;
        };
        bob.Files.Disk = disk.Task;
        await ann.SendFileAsync(_bytes);
        await town.UntilAsync(() => Interlocked.Read(ref arrived) >= _bytes.Length / 2, "half of it came");
        Assert.Equal(0, bob.Files.Writes);
        town.Network.Cut();
        await town.PassAsync(TimeSpan.FromSeconds(6));
        disk.SetResult();
        town.Network.Heal();
        await EndAsync(town, ann, bob);
        Assert.InRange(Interlocked.Read(ref arrived), _bytes.Length, 1.05 * _bytes.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_the_end_of_a_process_it_goes_on_by_itself(bool ofSender)
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await BeginAsync(town);
        var ends = ofSender ? ann : bob;
        await ends.RestartAsync();
        await ends.Only.ShowAsync();
        await EndAsync(town, ann, bob);
    }

    [Fact]
    public async Task The_process_of_the_receiver_may_end_ten_times()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await BeginAsync(town);
        for (var i = 1; i <= 10 && !bob.HasFile(TransferState.Complete); i++)
        {
            await bob.RestartAsync();
            await bob.Only.ShowAsync();
            var reached = Math.Min(Chunks, bob.Files.Writes + 4);
            await town.UntilAsync(
                () => bob.Files.Writes >= reached || bob.HasFile(TransferState.Complete),
                $"it went on after end {i}"
            );
        }
        await EndAsync(town, ann, bob);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Either_side_pauses_and_goes_on(bool bySender)
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await BeginAsync(town);
        var (one, other) = bySender ? (ann, bob) : (bob, ann);
        await one.Only.PauseAsync(one.LastFile()!);
        await town.UntilAsync(() => other.LastFile()!.PausedByPeer, "the other side sees it");
        await town.PassAsync(TimeSpan.FromSeconds(30));
        var written = bob.Files.Writes;
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(written, bob.Files.Writes);
        Assert.True(written < Chunks);

        // A pause is the person's: it holds over the end of the process.
        await one.RestartAsync();
        await one.Only.ShowAsync();
        await town.UntilAsync(() => one.Only.Path == other.Only.Path, "they are linked again");
        await town.PassAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(TransferState.Paused, one.LastFile()!.State);
        Assert.Equal(written, bob.Files.Writes);

        await one.Only.GoOnAsync(one.LastFile()!);
        await EndAsync(town, ann, bob);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Either_side_gives_it_up_and_no_copy_stays(bool bySender)
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await BeginAsync(town);
        var (one, other) = bySender ? (ann, bob) : (bob, ann);
        await one.Only.GiveUpAsync(one.LastFile()!);
        await town.UntilAsync(() => other.HasFile(TransferState.Cancelled), "the other side sees it");
        await town.UntilAsync(() => ann.Files.All.Count + bob.Files.All.Count == 0, "no copy is left");
        await town.PassAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(TransferState.Cancelled, one.LastFile()!.State);
        Assert.Empty(bob.Files.All);
    }

    [Fact]
    public async Task A_full_disk_pauses_it_and_the_person_goes_on()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await BeginAsync(town);
        bob.Files.IsFull = true;
        await town.UntilAsync(() => bob.HasFile(TransferState.Paused), "it pauses");
        Assert.Equal(TransferProblem.DiskFull, bob.LastFile()!.Problem);
        bob.Files.IsFull = false;
        await bob.Only.GoOnAsync(bob.LastFile()!);
        await EndAsync(town, ann, bob);
    }

    [Fact]
    public async Task Pauses_without_number_do_not_end_the_connection()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var connects = bob.Only.Link!.Connects;
        // A whole window is under way at each pause, and nobody reads it any more.
        town.Network.PieceBuffer = int.MaxValue;
        var bytes = FileTown.Bytes((int)(FileLimits.WindowChunks + 10) * FileCipher.ChunkSize);
        for (var i = 0; i < 4; i++)
        {
            await ann.SendFileAsync(bytes);
            await town.UntilAsync(() => bob.LastFile()?.IsMoving == true, "it moves", step: 0.005);
            await bob.Only.PauseAsync(bob.LastFile()!);
            await town.PassAsync(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(connects, bob.Only.Link!.Connects);
        foreach (var file in bob.Only.Messages.Select(bob.Only.TransferOf).OfType<Transfer>().ToArray())
            await bob.Only.GoOnAsync(file);
        await town.UntilAsync(
            () => bob.Only.Messages.Count(m => bob.Only.TransferOf(m)?.State == TransferState.Complete) == 4,
            "all are there"
        );
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_is_asked_again()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await BeginAsync(town);
        bob.MayFault = true;
        var failures = 3;
        bob.Files.Writing = () =>
        {
            if (Interlocked.Decrement(ref failures) >= 0)
                throw new IOException("locked by somebody else");
        };
        await EndAsync(town, ann, bob);
    }

    [Fact]
    public async Task A_copy_that_the_disk_damaged_is_asked_for_again()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await BeginAsync(town);
        await bob.KillAsync();
        bob.Files.Damage(100);
        await bob.StartAsync();
        await bob.Only.ShowAsync();
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "it is there");
        Assert.True(await bob.HoldsAsync(_bytes));
    }

    [Fact]
    public async Task What_the_sender_lost_is_said()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await BeginAsync(town);
        await ann.Files.EraseAsync();
        await town.UntilAsync(
            () => bob.HasFile(TransferState.Failed) && ann.HasFile(TransferState.Failed),
            "both know"
        );
        Assert.Equal(TransferProblem.Gone, bob.LastFile()!.Problem);
    }

    /// <summary>Some of it is written, and not all.</summary>
    private static async Task<(Person Ann, Person Bob)> BeginAsync(Town town)
    {
        var (ann, bob) = await town.LinkedAsync();
        town.Network.PieceBuffer = 70_000;
        await ann.SendFileAsync(_bytes);
        await town.UntilAsync(() => bob.Files.Writes >= 5, "some of it is there", step: 0.02);
        Assert.True(bob.Files.Writes < Chunks);
        return (ann, bob);
    }

    /// <summary>It comes whole, and at most a twentieth of it came twice.</summary>
    private static async Task EndAsync(Town town, Person ann, Person bob)
    {
        await town.UntilAsync(
            () => ann.HasFile(TransferState.Complete) && bob.HasFile(TransferState.Complete),
            "it is there"
        );
        Assert.True(await bob.HoldsAsync(_bytes));
        Assert.InRange(bob.Files.Writes, Chunks, Chunks + Chunks / 20);
    }
}
