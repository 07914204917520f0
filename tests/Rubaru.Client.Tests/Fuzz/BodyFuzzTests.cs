using System.Text;
using CsCheck;
using Rubaru.Client.Content;
using Rubaru.Client.Files;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.E2ee.Tests;
using Rubaru.E2ee.Tests.Fuzz;
using Rubaru.Sodium;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Fuzz;

/// <summary>
/// What a contact, a server or a link can put before this device, almost right: nothing is thrown, what is read keeps its
/// bounds, and where a form is the only one it is written back as the same bytes.
/// </summary>
public sealed class BodyFuzzTests
{
    private static readonly NativeSodium Sodium = new();
    private static readonly IdentityKeys Bob = IdentityKeys.Create(Sodium);
    private static readonly SignedPrekey MailboxKey = Prekey.Create(Sodium, Bob, PrekeyType.Mailbox, 3).Public;
    private static readonly byte[] Capability = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly MessagePosition Position = new(new SessionId(7), 3, 4);

    private static readonly byte[] Update = new ContactUpdate(
        5,
        new MailboxId(6),
        Capability,
        Capability,
        MailboxKey,
        "Asha"
    ).ToBytes();

    private static readonly byte[] Thumbnail = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];

    private static readonly FileOffer Offer = new(
        new FileNote(7, "holiday.pdf", 123_456, "application/pdf"),
        Capability,
        new byte[16],
        Capability
    )
    {
        Caption = "with words",
        Lifetime = TimeSpan.FromHours(1),
    };

    [Fact]
    public void Contents() =>
        Each(
            [new MessageContent(ContentType.Text, 1, 2, DateTimeOffset.UnixEpoch, "Hello"u8.ToArray()).ToBytes()],
            300_000,
            bytes => MessageContent.TryRead(bytes) is not { } content || content.Body.Length + 34 == bytes.Length
        );

    [Fact]
    public void Texts() =>
        Each(
            ["Hello"u8.ToArray(), "नमस्ते 👋🏽"u8.ToArray(), new byte[ChatClient.MaxTextBytes]],
            100_000,
            bytes => TextBody.TryRead(bytes) is not { } text || TextBody.Write(text).AsSpan().SequenceEqual(bytes)
        );

    [Fact]
    public void Offers_of_files() =>
        Each(
            [
                Offer.ToBytes(),
                (Offer with { File = Offer.File with { Thumbnail = Thumbnail, Width = 9, Height = 9 } }).ToBytes(),
            ],
            100_000,
            bytes =>
                FileOffer.TryRead(bytes) is not { } offer
                || (
                    offer.File.Size is >= 0 and <= FileLimits.MostBytes
                    && Encoding.UTF8.GetByteCount(offer.File.Name) is > 0 and <= FileLimits.NameBytes
                    && offer.File.Name.IndexOfAny(['/', '\\', '\0', '\u202E']) < 0
                    && (offer.File.Thumbnail ?? []).Length <= FileLimits.ThumbnailBytes
                    && Encoding.UTF8.GetByteCount(offer.Caption) <= FileLimits.CaptionBytes
                )
        );

    [Fact]
    public void Words_frames_and_pieces_of_files()
    {
        Each(
            [new FileWord(7, FileVerdict.Complete, true).ToBytes()],
            100_000,
            bytes =>
                FileWord.TryRead(bytes) is not { } word
                || word.Verdict is >= FileVerdict.Declined and <= FileVerdict.Corrupt
        );
        Each(
            [new FileFrame(FileFrameKind.Want, 7, 1, 2, 3).ToBytes()],
            100_000,
            bytes => FileFrame.TryRead(bytes) is not { } frame || frame.ToBytes().AsSpan().SequenceEqual(bytes)
        );
        Each(
            [new FilePiece(1, 2, 3, Capability).ToBytes()],
            100_000,
            bytes => FilePiece.TryRead(bytes) is not { } piece || piece.ToBytes().AsSpan().SequenceEqual(bytes)
        );
        Each(
            [new FileParcel(7, 1, Capability).ToBytes(), new FileParcel(8, int.MaxValue, new byte[9_000]).ToBytes()],
            100_000,
            bytes =>
                FileParcel.TryRead(bytes) is not { } parcel
                || parcel is { Number: >= 0, Bytes.Length: > 0 and <= ParcelSize.Bytes }
        );
    }

    [Fact]
    public void Receipts_of_both_kinds() =>
        Each(
            [
                new Receipts([1, 2], []).ToBytes(),
                new Receipts([], [Position]) { Read = [3] }.ToBytes(),
                new Receipts([.. Enumerable.Range(0, 512).Select(i => (UInt128)i)], []).ToBytes(),
            ],
            100_000,
            bytes =>
                Receipts.TryRead(bytes) is not { } receipts
                || receipts.Delivered.Count + receipts.Read.Count <= Client.Limits.ReceiptEntries
                    && receipts.Resend.Count <= Client.Limits.ReceiptEntries
        );

    [Fact]
    public void Replies_edits_reactions_and_deletions() =>
        Each(
            [
                new ReplyBody("yes")
                {
                    Quoted = 5,
                    QuotesReader = true,
                    IsForwarded = true,
                    Lifetime = TimeSpan.FromHours(1),
                }.ToBytes(),
                new EditBody(5, "नमस्ते").ToBytes(),
                new ReactionBody(5, true, "👍🏽").ToBytes(),
                DeletionBody.Write(5),
            ],
            100_000,
            bytes =>
                (ReplyBody.TryRead(bytes) is not { } reply || reply.Text.Length is > 0 and <= ChatClient.MaxTextBytes)
                && (EditBody.TryRead(bytes) is not { } edit || edit.Text.Length is > 0 and <= ChatClient.MaxTextBytes)
                && (ReactionBody.TryRead(bytes) is not { } reaction || reaction.Emoji is null or { Length: <= 32 })
                && (DeletionBody.TryRead(bytes) is null || bytes.Length >= 19)
        );

    [Fact]
    public void Signals() =>
        Each(
            [SignalBody.Write(new Signal(1, SignalKind.Offer, 2, new byte[32], "v=0\r\na=fingerprint:sha-256 AB\r\n"))],
            100_000,
            bytes =>
                SignalBody.TryRead(bytes) is not { } signal || SignalBody.Write(signal).AsSpan().SequenceEqual(bytes)
        );

    [Fact]
    public void Contact_updates_and_lost_sessions() =>
        Each(
            [Update, SessionLostBody.Write(new SessionId(7))],
            100_000,
            bytes =>
            {
                _ = SessionLostBody.TryRead(bytes);
                return ContactUpdate.TryRead(bytes) is not { } update
                    || Encoding.UTF8.GetByteCount(update.Name) <= Client.Limits.NameBytes
                        && update.Stored.Length == 32
                        && update.Transient.Length == 32;
            }
        );

    [Fact]
    public void Routes() =>
        Each(
            [new Route(new MailboxId(6), Capability, Capability, MailboxKey, DateTimeOffset.UnixEpoch).ToBytes()],
            100_000,
            bytes => Route.TryRead(bytes) is not { Stored.Length: not 32 }
        );

    /// <summary>Every getter on every key, whatever type stands there.</summary>
    [Fact]
    public void Records() =>
        Each(
            [Update, new Receipts([1, 2], [Position]).ToBytes(), new CborRecord().Add(1, true).Add(2, "a").ToBytes()],
            100_000,
            bytes =>
            {
                if (CborMap.TryRead(bytes) is { } map)
                {
                    for (uint key = 0; key < 8; key++)
                    {
                        _ = map.Bytes(key);
                        _ = map.Text(key, 64);
                        _ = map.Unsigned(key);
                        _ = map.Signed(key);
                        _ = map.Flag(key);
                        _ = map.Time(key);
                        _ = map.List(key, 16, reader => reader.ReadUInt64());
                    }
                }

                return true;
            }
        );

    [Fact]
    public void Link_frames() =>
        Each(
            [
                LinkFrame.EncodeAck([1, 2, 3], 0, 3),
                LinkFrame.EncodeTyping(true),
                LinkFrame.Encode(LinkFrameType.Ping),
                new PathAttestation(
                    CandidateType.Host,
                    "udp",
                    DeliveryMode.Relayed,
                    1,
                    2,
                    new byte[32],
                    new byte[32]
                ).ToBytes(),
            ],
            100_000,
            bytes => LinkFrame.TryDecode(bytes) is not { } frame || frame.Ids.Count <= LinkLimits.AckIds
        );

    [Fact]
    public void Invite_links()
    {
        var link = InviteLinkCodec.Write(
            new InviteLink(
                "https://chat.example",
                0,
                Bob.Fingerprint,
                new MailboxId(6),
                new byte[32],
                DateTimeOffset.UnixEpoch,
                "Asha"
            )
        );
        Each(
            [Encoding.Latin1.GetBytes(link), Encoding.Latin1.GetBytes("Look here: " + link + ". Bye")],
            100_000,
            bytes =>
            {
                var text = Encoding.Latin1.GetString(bytes);
                return InviteLinkCodec.Read(text).Link is not { } read
                    || read.Secret.Length == InviteLinkCodec.SecretSize
                        && Encoding.UTF8.GetByteCount(read.Name) <= Client.Limits.NameBytes;
            }
        );
    }

    [Fact]
    public void Descriptions_and_candidates()
    {
        var print = string.Join(':', Enumerable.Repeat("AB", 32));
        var candidate = "candidate:1 1 udp 2130706431 192.0.2.1 5000 typ srflx raddr 10.0.0.1 rport 9";
        Each(
            [
                Encoding.Latin1.GetBytes($"v=0\r\na=fingerprint:sha-256 {print}\r\na={candidate}\r\n"),
                Encoding.Latin1.GetBytes(candidate),
            ],
            100_000,
            bytes =>
            {
                var text = Encoding.Latin1.GetString(bytes);
                _ = IceCandidate.TryRead(text);
                foreach (var policy in Enum.GetValues<PathPolicy>())
                {
                    _ = PathFilter.LocalDescription(policy, text);
                    _ = PathFilter.RemoteDescription(policy, text);
                    _ = PathFilter.LocalCandidates(policy, text);
                    _ = PathFilter.RemoteCandidates(policy, text);
                }

                return SdpFingerprint.TryRead(text) is null or { Length: 32 };
            }
        );
    }

    private static void Each(IReadOnlyList<byte[]> samples, int longRuns, Func<byte[], bool> holds) =>
        Mutant.Of(samples).Sample(holds, iter: RunLength.OfLong(longRuns));
}
