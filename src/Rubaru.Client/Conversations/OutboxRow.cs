using System.Buffers.Binary;
using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>One content on its way. Key: contact(16) || 0 || number(8). Immutable; a change replaces it after its commit.</summary>
/// <param name="Order">Place of the message in the history, when it is one.</param>
/// <param name="Content">The plain content, to encrypt again when its session is gone.</param>
/// <param name="Message">The finished ratchet message; re-sent as it is (protocol section 5.5). <c>null</c>: still to encrypt.</param>
/// <param name="Deposit">Chosen once for these bytes, so that asking again deposits nothing twice.</param>
/// <param name="Withdraw">w of section 7.2.</param>
/// <param name="Expires">Until then the server keeps a copy.</param>
internal sealed record OutboxRow(
    long Number,
    ContentType Type,
    UInt128 MessageId,
    long? Order,
    byte[] Content,
    byte[]? Message,
    MessagePosition? Position,
    DateTimeOffset? Encrypted,
    DepositId Deposit,
    byte[] Withdraw,
    DateTimeOffset? Expires
)
{
    /// <summary>
    /// Set before it is put on a link for the first time: from then on it may have arrived, whatever the server answers.
    /// </summary>
    public bool OnLink { get; init; }

    /// <summary>
    /// The mode under which it was composed. What was composed in strict mode never goes by the server, and leaves by
    /// itself at most once, also when the mode is relaxed later.
    /// </summary>
    public DeliveryMode Mode { get; init; }

    /// <summary>Deposits before this one of which the server may still hold a copy; newest last, at most <see cref="Limits.ServerCopies"/>.</summary>
    public IReadOnlyList<ServerCopy> Earlier { get; init; } = [];

    /// <summary>The place of the message that this one changes: an edit, a reaction or a deletion has no bubble of its own.</summary>
    public long? About { get; init; }

    /// <summary>Written by a person, so that strict mode's gate and everything that is asked of messages holds for it.</summary>
    public bool IsOfPerson => Order is not null || About is not null;

    /// <summary>Stays until the receiver acknowledges it; others are done when the server or a link's end has them.</summary>
    public bool AwaitsReceipt =>
        Type is not (ContentType.Null or ContentType.Receipts or ContentType.SessionLost or ContentType.Diagnosis);

    public byte[] ToBytes()
    {
        var id = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, MessageId);
        var record = new CborRecord().Add(1, (ulong)Type).Add(2, id);
        if (Order is { } order)
            record.AddSigned(3, order);
        record.Add(4, Content.ToArray()).Add(5, Message?.ToArray());
        if (Position is { } position)
        {
            var session = new byte[SessionId.Size];
            position.Session.Write(session);
            record.Add(6, session).Add(7, (ulong)position.Epoch).Add(8, (ulong)position.Counter);
        }
        record
            .Add(9, Encrypted)
            .Add(10, Deposit.ToBytes())
            .Add(11, Withdraw)
            .Add(12, Expires)
            .Add(13, OnLink)
            .Add(15, (ulong)Mode);
        if (About is { } about)
            record.AddSigned(16, about);
        if (Earlier.Count > 0)
            record.AddList(14, Earlier, ServerCopy.Write);
        return record.ToBytes();
    }

    public static OutboxRow Read(byte[] key, CborMap map) =>
        map.Unsigned(1) is { } type
        && map.Bytes(2, 16) is { } id
        && map.Bytes(4) is { } content
        && map.Bytes(10, DepositId.Size) is { } deposit
        && map.Bytes(11) is { } withdraw
            ? new OutboxRow(
                BinaryPrimitives.ReadInt64BigEndian(key.AsSpan(17)),
                (ContentType)type,
                BinaryPrimitives.ReadUInt128BigEndian(id),
                map.Signed(3),
                content,
                map.Bytes(5),
                map.Bytes(6, SessionId.Size) is { } session
                    ? new MessagePosition(
                        SessionId.Read(session),
                        (uint)(map.Unsigned(7) ?? 0),
                        (uint)(map.Unsigned(8) ?? 0)
                    )
                    : null,
                map.Time(9),
                DepositId.Read(deposit),
                withdraw,
                map.Time(12)
            )
            {
                OnLink = map.Flag(13),
                Mode = Strictness.Read(map.Unsigned(15) ?? 0),
                About = map.Signed(16),
                Earlier = map.List(14, Limits.ServerCopies, ServerCopy.Read) ?? [],
            }
            : throw new VaultException("An outbox record cannot be read.");
}
