using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>A file between two linked people: offered, received, compared.</summary>
public sealed class FileTransferTests
{
    private const int Chunk = FileCipher.ChunkSize;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(20 * Chunk + 77)]
    public async Task A_file_comes_whole(int size)
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var bytes = FileTown.Bytes(size);

        await ann.SendFileAsync(bytes);
        await town.UntilAsync(
            () => ann.HasFile(TransferState.Complete) && bob.HasFile(TransferState.Complete),
            "both know that it is there"
        );

        Assert.True(await bob.HoldsAsync(bytes));
        var note = bob.Only.Messages[^1].File!;
        Assert.Equal(("notes.bin", (long)size, "application/pdf"), (note.Name, note.Size, note.Mime));
        Assert.Equal(new FileSize(size).Chunks, bob.Files.Writes);
        Assert.Equal(size, bob.LastFile()!.Done);
        Assert.False(bob.LastFile()!.IsMoving);
    }

    [Fact]
    public async Task Nothing_of_a_file_is_at_rest_in_plain_and_nothing_of_it_passes_the_server()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var bytes = new byte[4 * Chunk];
        bytes.AsSpan().Fill((byte)'A');
        var stored = town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Class == DepositClass.Stored);

        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "it is there");

        // The two copies are the same sealed bytes, and neither has eight letters of the file in a row.
        Assert.Equal(Assert.Single(ann.Files.All).Value, Assert.Single(bob.Files.All).Value);
        Assert.Equal(-1, bob.Files.All.Values.Single().AsSpan().IndexOf("AAAAAAAA"u8));
        Assert.Equal(stored, town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Class == DepositClass.Stored));
    }

    [Fact]
    public async Task An_image_is_seen_before_it_is_there()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        town.Network.PieceBuffer = 0;

        await ann.OfferAsync(FileTown.Image(FileTown.Bytes(Chunk)));
        await town.UntilAsync(() => bob.LastFile() is not null, "the offer is there");

        var message = bob.Only.Messages[^1];
        Assert.Equal((MessageKind.File, "the sea"), (message.Kind, message.Text));
        Assert.Equal(FileTown.Thumbnail, message.File!.Thumbnail);
        Assert.Equal((640, 480), (message.File.Width, message.File.Height));
        Assert.Equal(TransferState.Waiting, bob.LastFile()!.State);
        Assert.Equal(0, bob.Files.Writes);
    }

    [Fact]
    public async Task A_file_that_is_large_waits_for_the_persons_word()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var bytes = FileTown.Bytes((int)FileLimits.Unasked + 1);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => bob.HasFile(TransferState.Asking), "Bob is asked");
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, bob.Files.Writes);

        await bob.Only.GoOnAsync(bob.LastFile()!);
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "it is there");
        Assert.True(await bob.HoldsAsync(bytes));
    }

    [Fact]
    public async Task Whoever_said_so_is_not_asked()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await bob.Only.SetTakesFilesAsync(true);
        await bob.RestartAsync();
        await bob.Only.ShowAsync();
        Assert.True(bob.Only.TakesFiles);
        await ann.SendFileAsync(FileTown.Bytes((int)FileLimits.Unasked + 1));
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "it is there");
    }

    [Fact]
    public async Task A_declined_file_is_told_and_no_copy_of_it_stays()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await ann.SendFileAsync(FileTown.Bytes((int)FileLimits.Unasked + 1));
        await town.UntilAsync(() => bob.HasFile(TransferState.Asking), "Bob is asked");

        await bob.Only.GiveUpAsync(bob.LastFile()!);
        await town.UntilAsync(() => ann.HasFile(TransferState.Declined), "Ann hears of it");
        await town.UntilAsync(() => ann.Files.All.Count == 0, "no copy is left");
        Assert.Empty(bob.Files.All);
    }

    [Fact]
    public async Task Several_files_come_and_chat_goes_on_meanwhile()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var files = Enumerable.Range(1, 5).Select(i => FileTown.Bytes(i * 3 * Chunk)).ToArray();
        foreach (var file in files)
            await ann.SendFileAsync(file);
        await bob.Only.SendAsync("one word");
        await town.UntilAsync(() => bob.AllDelivered, "a word passes the files");

        await town.UntilAsync(
            () => ann.Only.Messages.Count(m => ann.Only.TransferOf(m)?.State == TransferState.Complete) == files.Length,
            "all are there"
        );
        Assert.Equal(files.Sum(file => new FileSize(file.Length).Chunks), bob.Files.Writes);
    }

    [Fact]
    public async Task Without_a_link_the_offer_goes_sealed_and_the_file_waits_on_the_senders_device()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var bytes = FileTown.Bytes(3 * Chunk);
        await ann.OfferAsync(FileTown.Image(bytes));
        await town.UntilAsync(() => bob.LastFile() is not null, "the offer is there");
        Assert.Equal(0, bob.Files.Writes);
        Assert.Equal(TransferState.Waiting, ann.LastFile()!.State);

        town.Network.IsImpossible = false;
        await ann.Only.ShowAsync();
        await bob.Only.ShowAsync();
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "it goes by itself");
        Assert.True(await bob.HoldsAsync(bytes));
    }

    [Fact]
    public async Task An_offer_is_as_long_as_other_messages_are()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var before = town.Server.Tap.Of<Deposit>().Count();
        await ann.OfferAsync(
            FileTown.Image(FileTown.Bytes(10)) with
            {
                Thumbnail = [.. FileTown.Thumbnail, .. new byte[FileLimits.ThumbnailBytes - FileTown.Thumbnail.Length]],
                Caption = new string('x', FileLimits.CaptionBytes),
            }
        );
        await town.UntilAsync(() => bob.LastFile() is not null, "the offer is there");
        var largest = town.Server.Tap.Of<Deposit>().Skip(before).Max(deposit => deposit.Envelope.Length);
        Assert.Equal(16_384, largest);
    }

    [Fact]
    public async Task Where_there_is_no_place_for_files_it_is_said_and_nothing_is_sent()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        ann.HasFiles = false;
        await ann.RestartAsync();
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => ann.OfferAsync(FileTown.ToSend([1, 2, 3])));
        Assert.Equal(SendRefusal.FilesUnsupported, refused.Reason);
        Assert.Null(bob.LastFile());
    }

    [Fact]
    public async Task More_than_the_device_has_room_for_is_refused_before_anything_is_sealed()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, _) = await town.LinkedAsync();
        ann.Files.Room = FileLimits.RoomKept + 100;
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => ann.SendFileAsync(FileTown.Bytes(100)));
        Assert.Equal(SendRefusal.FileTooLarge, refused.Reason);
        Assert.Empty(ann.Files.All);
        Assert.DoesNotContain(ann.Only.Messages, message => message.Kind == MessageKind.File);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_not_offered()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, _) = await town.LinkedAsync();
        var source = new MemorySource(new byte[100]) { Size = 200 };
        await Assert.ThrowsAsync<FileChangedException>(() => ann.OfferAsync(new FileToSend(source, "a", "text/plain")));
        Assert.Empty(ann.Files.All);
        Assert.Null(ann.LastFile());
    }
}
