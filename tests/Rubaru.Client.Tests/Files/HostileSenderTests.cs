using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>A contact whose program sends what ours never would. Nothing is written that is not of the file, and chat goes on.</summary>
public sealed class HostileSenderTests
{
    private const int Chunks = 40;

    public static TheoryData<string> Tampering => ["bit", "offset", "chunk", "longer", "empty", "stream", "short"];

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task Pieces_that_are_not_what_was_asked_for_harm_nothing(string how)
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        town.Network.PieceBuffer = 70_000;
        var once = 0;
        town.Network.TamperPiece = piece =>
            bob.Files.Writes >= 5 && Interlocked.Exchange(ref once, 1) == 0 ? Tamper(piece, how) : piece;
        var bytes = FileTown.Bytes(Chunks * FileCipher.ChunkSize);
        await ann.SendFileAsync(bytes);

        // A bit that turned fails the file, because nobody but its sender can have turned it; for the rest the connection
        // is closed and the file goes on over the next one.
        await town.UntilAsync(() => bob.LastFile()?.IsOver == true, "it ends");
        if (how == "bit")
            Assert.Equal(
                (TransferState.Failed, TransferProblem.Corrupt),
                (bob.LastFile()!.State, bob.LastFile()!.Problem)
            );
        else
            Assert.True(await bob.HoldsAsync(bytes));
        await town.UntilAsync(() => ann.LastFile()!.State == bob.LastFile()!.State, "the sender knows");
        await StillTalkAsync(town, ann, bob);
    }

    [Fact]
    public async Task A_piece_of_a_stream_that_nobody_asked_for_closes_the_connection()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var before = bob.Only.Link!.Connects;
        var piece = new FilePiece(77, 0, 0, new byte[64 * 1024]).ToBytes();
        town.Network.InjectPiece(piece);
        await town.UntilAsync(() => bob.Only.Link!.Connects > before, "a fresh connection took its place");
        Assert.Empty(bob.Files.All);
        await StillTalkAsync(town, ann, bob);
    }

    [Fact]
    public async Task What_was_offered_with_another_hash_is_not_taken()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var (secret, bytes) = (FileSecret.Create(town.Sodium, 9), FileTown.Bytes(3 * FileCipher.ChunkSize));
        await ann.Files.SealAsync(secret, new MemorySource(bytes), _ => { }, TestContext.Current.CancellationToken);
        await OfferAsync(ann, Offer(secret, bytes.Length, SHA256.HashData("another"u8)), secret);

        await town.UntilAsync(() => bob.HasFile(TransferState.Failed), "it is refused");
        Assert.Equal(TransferProblem.Corrupt, bob.LastFile()!.Problem);
        await town.UntilAsync(() => bob.Files.All.Count == 0, "no copy of it stays");
        await town.UntilAsync(() => ann.HasFile(TransferState.Failed), "the sender is told");
    }

    [Fact]
    public async Task An_offer_that_names_a_known_file_changes_nothing_of_it()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var bytes = FileTown.Bytes(100);
        var file = await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "it is there");

        var again = Offer(FileSecret.Create(town.Sodium, 9), 5, new byte[32]);
        await OfferAsync(ann, again with { File = again.File with { Id = file.Id } }, null);
        await town.UntilAsync(() => bob.Only.Messages[^1].Kind == MessageKind.Unknown, "the second one is none");
        Assert.Equal(TransferState.Complete, bob.LastFile()!.State);
        Assert.True(await bob.HoldsAsync(bytes));
    }

    [Fact]
    public async Task An_offer_of_more_than_there_is_room_for_waits_and_takes_nothing()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        bob.Files.Room = 1_000_000_000;
        await OfferAsync(ann, Offer(FileSecret.Create(town.Sodium, 9), FileLimits.MostBytes, new byte[32]), null);
        await town.UntilAsync(() => bob.HasFile(TransferState.Asking), "Bob is asked");
        await bob.Only.GoOnAsync(bob.LastFile()!);
        await town.UntilAsync(() => bob.HasFile(TransferState.Paused), "there is no room");
        Assert.Equal(TransferProblem.DiskFull, bob.LastFile()!.Problem);
        Assert.Empty(bob.Files.All);
    }

    [Fact]
    public void An_offer_beyond_every_bound_is_none()
    {
        var offer = Offer(new FileSecret(1, new byte[32], new byte[16]), 10, new byte[32]);
        Assert.NotNull(FileOffer.TryRead(offer.ToBytes()));
        Assert.Null(
            FileOffer.TryRead((offer with { File = offer.File with { Size = FileLimits.MostBytes + 1 } }).ToBytes())
        );
        Assert.Null(FileOffer.TryRead((offer with { File = offer.File with { Size = -1 } }).ToBytes()));
        Assert.Null(FileOffer.TryRead((offer with { Key = new byte[31] }).ToBytes()));
        Assert.Null(FileOffer.TryRead((offer with { Nonce = new byte[12] }).ToBytes()));
        Assert.Null(FileOffer.TryRead((offer with { Hash = [] }).ToBytes()));
        Assert.Null(
            FileOffer.TryRead((offer with { File = offer.File with { Name = new string('x', 40_000) } }).ToBytes())
        );

        // A picture that is none, or too large, or has no place on any screen, leaves a file that can be received.
        var image = offer.File with
        {
            Thumbnail = FileTown.Thumbnail,
            Width = 10,
            Height = 10,
        };
        Assert.True(Read(image).IsImage);
        Assert.False(Read(image with { Thumbnail = "<svg onload=alert(1)>"u8.ToArray() }).IsImage);
        // Another format could be a gigabyte of pixels in as few bytes.
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[500]];
        Assert.Equal("image/png", RasterType.Of(png));
        Assert.False(Read(image with { Thumbnail = png }).IsImage);
        Assert.False(
            Read(image with { Thumbnail = [.. FileTown.Thumbnail, .. new byte[FileLimits.ThumbnailBytes]] }).IsImage
        );
        Assert.False(Read(image with { Width = FileLimits.MostPixels + 1 }).IsImage);

        FileNote Read(FileNote file) => FileOffer.TryRead((offer with { File = file }).ToBytes())!.File;
    }

    private static byte[] Tamper(byte[] piece, string how)
    {
        var bytes = piece.ToArray();
        switch (how)
        {
            case "bit":
                bytes[^1] ^= 1;
                return bytes;
            case "offset":
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), uint.MaxValue);
                return bytes;
            case "chunk":
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), uint.MaxValue);
                return bytes;
            case "longer":
                return [.. bytes, .. new byte[30_000]];
            case "short":
                return bytes[..(FilePiece.Header + 100)];
            case "empty":
                return bytes[..FilePiece.Header];
            default:
                // Lost to a stream that nobody opened: the next piece is out of order.
                BinaryPrimitives.WriteUInt32BigEndian(bytes, uint.MaxValue);
                return bytes;
        }
    }

    private static FileOffer Offer(FileSecret secret, long size, byte[] hash) =>
        new(new FileNote(1234, "x.bin", size, "application/pdf"), secret.Key, secret.Nonce, hash);

    /// <summary>As a program would that keeps to the ratchet and to nothing else.</summary>
    private static Task OfferAsync(Person from, FileOffer offer, FileSecret? has) =>
        from.Client.Engine.Thread.RunAsync(async () =>
        {
            var engine = from.Client.Engine;
            using (await engine.Lock.EnterAsync())
            {
                await from.Only.History.EnsurePageAsync();
                var step = new Step(engine, from.Only);
                var order = History.End(step.Tally.Position);
                var row = step.Send(ContentType.FileOffer, offer.ToBytes(), order: order);
                from.Only.Own(step.Transaction, row);
                step.Append(Said(row.MessageId, offer));
                if (has is not null)
                    from.Only.Files.Add(step, offer, has, row.MessageId, mine: true);
                await step.CommitAsync();
            }
            from.Only.Courier.Wake();
        });

    private static Message Said(UInt128 id, FileOffer offer)
    {
        var first = MessageTransitions.First;
        var now = DateTimeOffset.UnixEpoch;
        return new Message(id, 0, MessageKind.File, true, "", now, null, first, MessagePath.None, null, null, 0)
        {
            File = offer.File,
        };
    }

    private static async Task StillTalkAsync(Town town, Person ann, Person bob)
    {
        town.Network.TamperPiece = null;
        await ann.Only.SendAsync("still here");
        await town.UntilAsync(() => bob.Heard.Contains("still here"), "chat goes on");
    }
}
