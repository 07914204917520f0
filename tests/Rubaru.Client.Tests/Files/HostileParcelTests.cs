using Rubaru.Client.Content;
using Rubaru.Client.Files;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>A contact that sends parcels which ours never would: nothing grows, nothing breaks, chat goes on.</summary>
public sealed class HostileParcelTests
{
    [Fact]
    public async Task Parcels_of_no_file_of_no_number_and_of_another_length_are_not_kept()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        // The server of this town keeps no files, so none of Ann's own parcels comes.
        var bytes = ParcelTown.Of(4);
        var file = (await ann.SendFileAsync(bytes)).Id;
        await town.UntilAsync(() => bob.LastFile() is not null, "the offer is there");
        var (count, before) = (
            (int)new ParcelSize(new FileSize(bytes.Length)).Count,
            bob.Client.Engine.Drops.Malformed
        );

        await ann.PostAsync(new FileParcel(file + 1, 0, new byte[ParcelSize.Bytes]));
        await ann.PostAsync(new FileParcel(file, count, new byte[ParcelSize.Bytes]));
        await ann.PostAsync(new FileParcel(file, int.MaxValue, new byte[ParcelSize.Bytes]));
        await ann.PostAsync(new FileParcel(file, 1, new byte[ParcelSize.Bytes - 1]));
        await ann.PostAsync(new FileParcel(file, count - 1, new byte[ParcelSize.Bytes]));
        // Longer than any: no parcel at all.
        await ann.PostAsync(new FileParcel(file, 2, new byte[ParcelSize.Bytes + 1]));
        await SettledAsync(town, ann, bob);

        Assert.Equal(before + 5, bob.Client.Engine.Drops.Malformed);
        Assert.False(bob.Only.Files.Parcels.IsComing(file));
        Assert.Equal(TransferState.Waiting, bob.LastFile()!.State);
        Assert.Equal(0, bob.Files.Writes);
    }

    [Fact]
    public async Task What_does_not_open_fails_the_file_and_is_not_written()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var file = (await ann.SendFileAsync(ParcelTown.Of(4))).Id;
        await town.UntilAsync(() => bob.LastFile() is not null, "the offer is there");
        await ann.PostAsync(new FileParcel(file, 0, new byte[ParcelSize.Bytes]));
        await ann.PostAsync(new FileParcel(file, 0, new byte[ParcelSize.Bytes]));
        await ann.PostAsync(new FileParcel(file, 1, new byte[ParcelSize.Bytes]));
        await town.UntilAsync(() => ann.HasFile(TransferState.Failed), "both know");
        Assert.Equal(TransferProblem.Corrupt, bob.LastFile()!.Problem);
        Assert.Equal(0, bob.Files.Writes);
        await town.UntilAsync(() => !bob.Only.Files.Parcels.IsComing(file), "nothing of it is held");
        await SettledAsync(town, ann, bob);
    }

    [Fact]
    public async Task Parcels_that_never_make_a_chunk_fill_only_so_much()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        // Sparse files: the first parcel of none ever comes.
        var bytes = FileTown.Bytes((int)FileLimits.Unasked);
        var last = (int)new ParcelSize(new FileSize(bytes.Length)).Count - 1;
        var file = (await ann.SendFileAsync(bytes)).Id;
        await town.UntilAsync(() => bob.LastFile() is not null, "the offer is there");
        for (var number = 1; number < last; number++)
            await ann.PostAsync(new FileParcel(file, number, new byte[ParcelSize.Bytes]));
        // A text overtakes parcels that wait, so it does not say that all of them have come.
        await town.UntilAsync(() => bob.Only.Files.Parcels.Held >= FileLimits.HeldParcels, "as many as are held");
        await SettledAsync(town, ann, bob);
        Assert.True(last > FileLimits.HeldParcels);
        Assert.True(bob.Only.Files.Parcels.IsComing(file));
        Assert.Equal(FileLimits.HeldParcels, bob.Only.Files.Parcels.Held);
        Assert.Equal(0, bob.Files.Writes);

        await bob.RestartAsync();
        await SettledAsync(town, ann, bob, "and here");
        Assert.Equal(FileLimits.HeldParcels, bob.Only.Files.Parcels.Held);
        await bob.Only.GiveUpAsync(bob.Only.Files.Find(file, mine: false)!);
        Assert.Equal(0, bob.Only.Files.Parcels.Held);
    }

    [Fact]
    public void The_largest_parcel_fits_the_first_message_of_a_session()
    {
        var body = new FileParcel(UInt128.MaxValue, int.MaxValue, new byte[ParcelSize.Bytes]).ToBytes();
        // 64,363 of the largest ratchet message, 4,880 of the longest kind, one byte of padding at least (section 5.7).
        Assert.InRange(MessageContent.HeaderSize + body.Length, 31_595, 64_363 - 4_880 - 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(FileCipher.ChunkSize)]
    [InlineData(FileLimits.Unasked)]
    public void Parcels_cover_the_copy_once(long bytes)
    {
        var size = new ParcelSize(new FileSize(bytes));
        var lengths = Enumerable.Range(0, (int)size.Count).Select(number => (long)size.LengthOf(number)).ToArray();
        Assert.Equal(size.File.Sealed, lengths.Sum());
        Assert.All(lengths[..^1], length => Assert.Equal(ParcelSize.Bytes, length));
        Assert.InRange(lengths[^1], 1, ParcelSize.Bytes);
        Assert.Equal((0, 0), size.ChunksOf(0));
        Assert.Equal(size.File.Chunks - 1, size.ChunksOf(size.Count - 1).Last);
        Assert.Equal(size.Count - 1, size.ParcelsOf(size.File.Chunks - 1).Last);
    }

    private static async Task SettledAsync(Town town, Person ann, Person bob, string text = "still here")
    {
        await ann.Only.SendAsync(text);
        await town.UntilAsync(() => bob.Heard.Contains(text), "chat goes on");
    }
}
