using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>Length and loudness of a spoken message: measured, written, and read from somebody who may write anything.</summary>
public sealed class VoiceNoteTests
{
    private static readonly byte[] _levels = [.. Enumerable.Range(0, VoiceNote.Count).Select(i => (byte)(i / 2))];

    [Fact]
    public async Task A_spoken_message_arrives_with_its_length_and_shape_and_keeps_them_after_a_restart()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var note = new VoiceNote(TimeSpan.FromMilliseconds(2_345), _levels);
        await ann.OfferAsync(FileTown.ToSend(FileTown.Bytes(9_000), "voice.webm", "audio/webm") with { Voice = note });
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "it is there");
        foreach (var person in (Person[])[ann, bob])
            AssertIsNote(person);
        Assert.NotNull(await bob.Only.ListenAsync(bob.LastFile()!));

        await bob.RestartAsync();
        AssertIsNote(bob);

        void AssertIsNote(Person person)
        {
            var voice = person.Only.Messages.Last(m => m.Kind == MessageKind.File).File!.Voice;
            Assert.Equal(note.Duration, voice?.Duration);
            Assert.Equal(_levels, voice!.Levels);
        }
    }

    [Fact]
    public async Task What_is_not_here_cannot_be_listened_to()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        bob.Files.IsFull = true;
        var note = new VoiceNote(TimeSpan.FromSeconds(2), _levels);
        await ann.OfferAsync(FileTown.ToSend(FileTown.Bytes(9_000), "voice.webm", "audio/webm") with { Voice = note });
        await town.UntilAsync(() => bob.HasFile(TransferState.Paused), "Bob has no room");
        Assert.Null(await bob.Only.ListenAsync(bob.LastFile()!));
    }

    [Fact]
    public void A_hostile_length_or_shape_or_type_leaves_a_file()
    {
        Assert.NotNull(Read(1, new byte[40]));
        Assert.NotNull(Read((ulong)VoiceNote.Longest.TotalMilliseconds, [.. Enumerable.Repeat((byte)0xFF, 40)]));
        Assert.Null(Read((ulong)VoiceNote.Longest.TotalMilliseconds + 1, new byte[40]));
        Assert.Null(Read(0, new byte[40]));
        Assert.Null(Read(ulong.MaxValue, new byte[40]));
        Assert.Null(Read(1_000, []));
        Assert.Null(Read(1_000, new byte[39]));
        Assert.Null(Read(1_000, new byte[41]));
        Assert.Null(Read(1_000, new byte[20_000]));
        Assert.Null(Read(1_000, null));
        Assert.Null(Read(null, new byte[40]));
        Assert.Null(Read(1_000, new byte[40], mime: "text/html"));
        Assert.Null(Read(1_000, new byte[40], mime: "audio/x-unknown"));
        Assert.Null(Read(1_000, new byte[40], size: 0));
        Assert.Null(Read(1_000, new byte[40], size: VoiceNote.MostBytes + 1));
    }

    [Fact]
    public void Every_level_that_is_read_is_one_that_can_be_drawn()
    {
        for (var i = 0; i < 200; i++)
        {
            var packed = FileTown.Bytes(40);
            var read = Read(1_000, packed)!;
            Assert.Equal(VoiceNote.Count, read.Levels.Length);
            Assert.All(read.Levels, level => Assert.InRange(level, 0, VoiceNote.Loudest));
            Assert.Equal(packed, CborMap.TryRead(read.Write(new CborRecord()).ToBytes())!.Bytes(16));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(9_000)]
    public void Any_number_of_measured_levels_becomes_64_that_keep_the_loudest(int count)
    {
        var measured = new byte[count];
        measured[count / 2] = 255;
        var note = VoiceNote.Of(TimeSpan.FromSeconds(3.0004), measured)!;
        Assert.Equal(VoiceNote.Count, note.Levels.Length);
        Assert.Equal(VoiceNote.Loudest, note.Levels.Max());
        Assert.Equal(TimeSpan.FromSeconds(3), note.Duration);
    }

    [Fact]
    public void Nothing_recorded_is_no_note_and_too_much_is_cut()
    {
        Assert.Null(VoiceNote.Of(TimeSpan.FromSeconds(1), []));
        Assert.Null(VoiceNote.Of(TimeSpan.FromMicroseconds(5), _levels));
        Assert.Equal(VoiceNote.Longest, VoiceNote.Of(TimeSpan.FromHours(1), _levels)!.Duration);
    }

    private static VoiceNote? Read(ulong? milliseconds, byte[]? packed, string mime = "audio/webm", long size = 5_000)
    {
        var record = new CborRecord()
            .Add(1, new byte[16])
            .Add(2, new byte[32])
            .Add(3, new byte[16])
            .Add(4, (ulong)size)
            .Add(5, "voice.webm")
            .Add(6, mime)
            .Add(7, new byte[32]);
        if (milliseconds is { } length)
            record.Add(15, length);
        if (packed is not null)
            record.Add(16, packed);
        var offer = FileOffer.TryRead(record.ToBytes());
        Assert.NotNull(offer);
        return offer.File.Voice;
    }
}
