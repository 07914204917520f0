using CsCheck;
using Rubaru.Client.Content;
using Rubaru.Client.Storage;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Content;

public sealed class ContentTests
{
    private static readonly Gen<UInt128> _number = Gen.Select(
        Gen.ULong,
        Gen.ULong,
        (high, low) => new UInt128(high, low)
    );

    [Fact]
    public void The_header_stands_where_section_5_7_says()
    {
        var sent = DateTimeOffset.FromUnixTimeMilliseconds(0x0102030405);
        var bytes = new MessageContent(ContentType.Text, 0x0A, 0x0B, sent, [0xFF]).ToBytes();

        Assert.Equal(
            "01" + "0000000000000000000000000000000A" + "000000000000000B" + "0000000102030405" + "00" + "FF",
            Convert.ToHexString(bytes)
        );
        var read = MessageContent.TryRead(bytes)!;
        Assert.Equal(
            (ContentType.Text, (UInt128)10, 11UL, sent),
            (read.Type, read.MessageId, read.Sequence, read.Sent)
        );
    }

    /// <summary>Reading 67, byte by byte.</summary>
    [Fact]
    public void Replies_edits_reactions_and_deletions_stand_where_reading_67_says()
    {
        const string id = "50" + "0000000000000000000000000000000A";
        var reply = new ReplyBody("ja")
        {
            Quoted = 10,
            QuotesReader = true,
            IsForwarded = true,
            Lifetime = TimeSpan.FromHours(1),
        };
        Assert.Equal(
            "A5" + "01626A61" + "02" + id + "03F5" + "04F5" + "05190E10",
            Convert.ToHexString(reply.ToBytes())
        );
        Assert.Equal(reply, ReplyBody.TryRead(reply.ToBytes()));
        Assert.Equal((ContentType.Text, "6A61"), Plain(new ReplyBody("ja")));
        Assert.Equal("A2" + "01" + id + "02626A61", Convert.ToHexString(new EditBody(10, "ja").ToBytes()));
        Assert.Equal("A1" + "01" + id, Convert.ToHexString(DeletionBody.Write(10)));
        Assert.Equal(
            "A3" + "01" + id + "02F5" + "0363E29C85",
            Convert.ToHexString(new ReactionBody(10, true, "✅").ToBytes())
        );
        Assert.Equal("A1" + "01" + id, Convert.ToHexString(new ReactionBody(10, false, null).ToBytes()));

        static (ContentType, string) Plain(ReplyBody body) => (body.Type, Convert.ToHexString(body.ToBytes()));
    }

    [Theory]
    [InlineData("👍", true)]
    [InlineData("👍🏽", true)]
    [InlineData("❤️", true)]
    [InlineData("👨‍👩‍👧‍👦", true)]
    [InlineData("🇮🇳", true)]
    [InlineData("👍👍", false)]
    [InlineData("a", false)]
    [InlineData("अ", false)]
    [InlineData("", false)]
    [InlineData("\u202E", false)]
    public void A_reaction_is_one_emoji(string text, bool isOne)
    {
        Assert.Equal(isOne, Emoji.IsOne(text));
        Assert.Equal(isOne, ReactionBody.TryRead(new ReactionBody(1, false, text).ToBytes()) is not null);
    }

    [Fact]
    public void Receipts_are_read_as_written()
    {
        var position = Gen.Select(
            _number,
            Gen.UInt,
            Gen.UInt,
            (s, e, n) => new MessagePosition(new SessionId(s), e, n)
        );
        Gen.Select(_number.Array[0, 60], position.Array[0, 60])
            .Sample(
                (delivered, resend) =>
                {
                    var read = Receipts.TryRead(new Receipts(delivered, resend).ToBytes())!;
                    Assert.Equal(delivered, read.Delivered);
                    Assert.Equal(resend, read.Resend);
                },
                iter: 200
            );
    }

    [Fact]
    public void More_receipts_than_one_content_may_hold_are_refused()
    {
        var many = Enumerable.Range(0, 513).Select(i => (UInt128)i).ToArray();

        Assert.Null(Receipts.TryRead(new Receipts(many, []).ToBytes()));
        Assert.Equal(512, Receipts.TryRead(new Receipts(many[..512], []).ToBytes())!.Delivered.Count);
        Assert.True(new Receipts(many[..512], []).ToBytes().Length < Session.MaxContent);
    }

    [Fact]
    public void A_receipt_of_an_unknown_kind_is_skipped()
    {
        var id = new byte[16];
        var body = new CborRecord()
            .AddList(
                1,
                [1u, 9u],
                (writer, kind) =>
                {
                    writer.WriteStartArray(2);
                    writer.WriteByteString(id);
                    writer.WriteUInt32(kind);
                    writer.WriteEndArray();
                }
            )
            .ToBytes();

        Assert.Single(Receipts.TryRead(body)!.Delivered);
    }

    [Fact]
    public void A_signal_is_read_as_written()
    {
        var signal = new Signal(77, SignalKind.Offer, 5, [.. Enumerable.Repeat((byte)3, 32)], "v=0 अ");
        var read = SignalBody.TryRead(SignalBody.Write(signal))!;

        Assert.Equal(signal with { LinkNonce = read.LinkNonce }, read);
        Assert.Equal(signal.LinkNonce, read.LinkNonce);
    }

    [Fact]
    public void A_contact_update_is_read_as_written_and_ignores_keys_of_later_versions()
    {
        var sodium = new NativeSodium();
        using var identity = IdentityKeys.Create(sodium);
        var key = Prekey.Create(sodium, identity, PrekeyType.Mailbox, 5).Public;
        var update = new ContactUpdate(
            3,
            new MailboxId(4),
            new byte[32],
            [.. Enumerable.Repeat((byte)1, 32)],
            key,
            "Asha"
        );
        var read = ContactUpdate.TryRead(update.ToBytes())!;

        Assert.Equal((3UL, new MailboxId(4), "Asha"), (read.Revision, read.Mailbox, read.Name));
        Assert.Equal(update.Transient, read.Transient);
        Assert.True(read.MailboxKey.Verify(sodium, identity.Public));
        Assert.True(update.ToBytes().Length + MessageContent.HeaderSize < 2000);
    }

    [Fact]
    public void A_text_is_utf8_and_bounded()
    {
        Assert.Equal("नमस्ते 👋", TextBody.TryRead(TextBody.Write("नमस्ते 👋")));
        Assert.Null(TextBody.TryRead([]));
        Assert.Null(TextBody.TryRead([0xC0, 0x80]));
        Assert.Null(TextBody.TryRead(new byte[ChatClient.MaxTextBytes + 1]));
        Assert.True(ChatClient.MaxTextBytes + MessageContent.HeaderSize <= Session.MaxContent);
    }

    [Fact]
    public void No_bytes_make_a_reader_throw()
    {
        var valid = new[]
        {
            new Receipts([1, 2], [new(new SessionId(3), 4, 5)]).ToBytes(),
            SessionLostBody.Write(new SessionId(9)),
            SignalBody.Write(new Signal(1, SignalKind.Answer, 2, new byte[32], "v=0")),
            new CborRecord().Add(1, 5UL).Add(6, "name").Add(2, new byte[16]).ToBytes(),
        };
        Gen.Byte.Array[0, 200].Sample(ReadAll);
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Int[0, 300], Gen.Byte, Gen.Int[0, 300])
            .Sample(change =>
            {
                var bytes = valid[change.Item1].ToArray();
                bytes[change.Item2 % bytes.Length] = change.Item3;
                ReadAll(bytes[..^(change.Item4 % bytes.Length)]);
            });
    }

    private static void ReadAll(byte[] bytes)
    {
        MessageContent.TryRead(bytes);
        Receipts.TryRead(bytes);
        ContactUpdate.TryRead(bytes);
        SignalBody.TryRead(bytes);
        SessionLostBody.TryRead(bytes);
        TextBody.TryRead(bytes);
        if (CborMap.TryRead(bytes) is { } map)
        {
            for (var key = 0u; key < 8; key++)
            {
                _ = map.Text(key, 64);
                _ = map.Unsigned(key);
                _ = map.Signed(key);
                _ = map.Flag(key);
                _ = map.Time(key);
                _ = map.Bytes(key, 16);
                _ = map.List(key, 8, reader => reader.ReadInt64());
            }
        }
    }
}
