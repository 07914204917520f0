using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>How a message came.</summary>
/// <param name="Issued">What stands behind the slot it was delivered by; <c>null</c> over the link or for an unknown slot.</param>
/// <param name="Envelope">Row of the envelope, over the server.</param>
internal sealed record Arrival(IssuedCapability? Issued, byte[]? Envelope)
{
    /// <summary>By a deposit that the server never stored; acknowledged in the same way.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Nobody who holds its capability honestly sends such.</summary>
    public bool IsFaulty { get; set; }

    public bool IsLink => Envelope is null;

    public MessagePath Path => IsLink ? MessagePath.Direct : MessagePath.Server;

    /// <summary>The sender must be the contact to whom the capability was issued, or the slot an invite (section 7.1). What was
    /// deposited before strict mode withdrew the capability, or before it was replaced, still counts.</summary>
    public bool IsFor(Fingerprint sender) => Issued?.IsFor(sender) == true;

    /// <summary>The row of (peer, message_id): whether its first copy came over the link, and the place of its bubble.</summary>
    public byte[] SeenRow(long? order)
    {
        var record = new CborRecord().Add(1, IsLink);
        if (order is { } place)
            record.AddSigned(2, place);
        return record.ToBytes();
    }

    /// <summary>
    /// The copy that was committed decides how it is acknowledged: both sides name the same path, also when a second copy
    /// came the other way.
    /// </summary>
    public bool AnswersOverLink(CborMap? first) => IsLink && (first is null || first.Flag(1));

    public void Remember(Transaction transaction)
    {
        if (Envelope is { } key)
            transaction.Put(Table.Seen, key, new CborRecord().ToBytes());
    }
}
