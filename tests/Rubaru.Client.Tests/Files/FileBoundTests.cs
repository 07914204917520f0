using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>What a contact's program may make this device do: receive unasked, decode, take crumbs, or stop a file.</summary>
public sealed class FileBoundTests
{
    [Fact]
    public async Task What_comes_unasked_in_a_day_is_bounded_and_then_the_person_decides()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (_, bob) = await town.LinkedAsync();
        var small = bob.Only.Contact;
        var now = town.Time.GetUtcNow();
        var taken = 0;
        while (small.Unasking(FileLimits.Unasked, now) is { } counted)
            (small, taken) = (counted, taken + 1);
        Assert.Equal(10, taken);
        Assert.Null(small.Unasking(1, now + FileLimits.UnaskedTime - TimeSpan.FromSeconds(1)));
        Assert.Equal(1, small.Unasking(1, now + FileLimits.UnaskedTime)!.Unasked);
        // A clock that was set back does not keep it for ever.
        Assert.NotNull(small.Unasking(1, now - TimeSpan.FromDays(400)));
    }

    [Fact]
    public async Task The_count_of_what_came_unasked_outlives_its_messages_and_a_restart()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await ann.SendFileAsync(FileTown.Bytes(1000));
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "it is there");
        await bob.Only.DeleteForMeAsync(bob.Only.Messages[^1]);
        await town.UntilAsync(() => !bob.Only.Files.All.Any(), "nothing of it is left");
        await bob.RestartAsync();
        Assert.Equal(1000, bob.Only.Contact.Unasked);

        // What the person said yes to for good is not counted.
        await bob.Only.SetTakesFilesAsync(true);
        await bob.Only.ShowAsync();
        await ann.SendFileAsync(FileTown.Bytes(1000));
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "the second is there");
        Assert.Equal(1000, bob.Only.Contact.Unasked);
    }

    [Fact]
    public async Task What_would_take_much_of_the_room_that_is_left_is_asked_about_and_taken_then()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var bytes = FileTown.Bytes(10 * FileCipher.ChunkSize);
        bob.Files.Room = FileLimits.RoomKept + 2 * bytes.Length;
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => bob.HasFile(TransferState.Asking), "Bob is asked");
        Assert.Equal(0, bob.Files.Writes);

        await bob.Only.GoOnAsync(bob.LastFile()!);
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "it is there");
        Assert.True(await bob.HoldsAsync(bytes));
    }

    [Fact]
    public async Task An_image_is_drawn_only_when_its_header_says_that_it_can_be()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        byte[] small = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 1, 0, 0, 0, 1, 0, 8, 2];
        byte[] huge = [.. small[..16], 0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 8, 2];
        foreach (var (bytes, isDrawn) in ((byte[], bool)[])[(small, true), (huge, false)])
        {
            await ann.OfferAsync(FileTown.Image(bytes));
            await town.UntilAsync(
                () => bob.LastFile()?.Size == bytes.Length && bob.HasFile(TransferState.Complete),
                "it is there"
            );
            Assert.Equal(isDrawn, await bob.Only.DrawAsync(bob.LastFile()!) is not null);
            Assert.Equal(isDrawn, await ann.Only.DrawAsync(ann.LastFile()!) is not null);
            await ann.Only.DeleteForMeAsync(ann.Only.Messages[^1]);
            await bob.Only.DeleteForMeAsync(bob.Only.Messages[^1]);
            small = huge;
        }
    }

    [Fact]
    public void Crumbs_are_not_taken_and_the_rest_of_a_chunk_is()
    {
        const int Box = FileCipher.SealedChunkSize;
        var sodium = new Sodium.NativeSodium();
        var secret = FileSecret.Create(sodium, 1);
        var time = TimeProvider.System;
        var stream = Open();
        Assert.Equal(PieceOutcome.Hostile, stream.Take(new FilePiece(1, 0, 0, new byte[1])));
        stream = Open();
        var first = Box - 100;
        Assert.Equal(PieceOutcome.Taken, stream.Take(new FilePiece(1, 0, 0, new byte[first])));
        Assert.Equal(PieceOutcome.Hostile, stream.Take(new FilePiece(1, 0, (uint)first, new byte[99])));
        stream = Open();
        Assert.Equal(PieceOutcome.Taken, stream.Take(new FilePiece(1, 0, 0, new byte[first])));
        Assert.Equal(PieceOutcome.Taken, stream.Take(new FilePiece(1, 0, (uint)first, new byte[100])));

        IncomingStream Open()
        {
            var pace = new Pace(time);
            var transfer = new Transfer(1, secret, 2 * FileCipher.ChunkSize, new byte[32], false, 1, pace);
            var opened = new IncomingStream(transfer, 1, 0, new MemoryFileStore(sodium), time);
            opened.Give(_ => true);
            return opened;
        }
    }

    [Fact]
    public void Credit_that_could_not_be_told_was_not_given()
    {
        var sodium = new Sodium.NativeSodium();
        var pace = new Pace(TimeProvider.System);
        var transfer = new Transfer(1, FileSecret.Create(sodium, 1), 100, new byte[32], false, 1, pace);
        var stream = new IncomingStream(transfer, 1, 0, new MemoryFileStore(sodium), TimeProvider.System);
        stream.Give(_ => false);
        Assert.Equal(0, stream.Until);
        stream.Give(_ => true);
        Assert.Equal(1, stream.Until);
    }

    [Fact]
    public void Only_what_an_ended_stream_was_allowed_may_still_come()
    {
        var stray = new StrayPieces();
        var piece = new FilePiece(7, 0, 0, new byte[20_000]);
        Assert.False(stray.TryIgnore(piece));
        stray.Expect(7, 50_000);
        Assert.True(stray.TryIgnore(piece));
        Assert.True(stray.TryIgnore(piece));
        Assert.False(stray.TryIgnore(piece));
        // Streams that end and bring nothing give no other stream any room.
        for (uint ended = 100; ended < 1_000; ended++)
            stray.Expect(ended, long.MaxValue);
        Assert.False(stray.TryIgnore(piece with { Stream = 2 }));
        Assert.True(stray.TryIgnore(piece with { Stream = 999 }));
        stray.Clear();
        Assert.False(stray.TryIgnore(piece with { Stream = 999 }));
    }

    [Fact]
    public async Task A_frame_of_a_later_version_stops_nothing()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        town.Network.PieceBuffer = 70_000;
        var bytes = FileTown.Bytes(60 * FileCipher.ChunkSize);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => bob.Files.Writes >= 3, "some of it is there", step: 0.02);
        var moving = await bob.Client.Engine.Thread.RunAsync(() =>
        {
            var file = bob.Only.Files.Wanted.Single();
            bob.Only.Files.FrameReceived(new FileFrame((FileFrameKind)9, file.Id));
            return Task.FromResult(file.IsMoving);
        });
        Assert.True(moving);
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "it is there");
    }
}
