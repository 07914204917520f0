using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Client.Identity;

/// <summary>How a contact is reached: its mailbox, the two capabilities it issued to me, and its mailbox key.</summary>
/// <param name="MailboxKeyChecked">When the key was last fetched or told, for the 24 hours of section 7.1.</param>
internal sealed record Route(
    MailboxId Mailbox,
    byte[] Stored,
    byte[] Transient,
    SignedPrekey MailboxKey,
    DateTimeOffset MailboxKeyChecked
)
{
    /// <summary>The outer layer of whatever goes this way (protocol section 7).</summary>
    public byte[] Seal(ISodium sodium, Fingerprint sender, ReadOnlySpan<byte> message) =>
        SealedEnvelope.Seal(sodium, MailboxKey, Mailbox.ToBytes(), sender, message);

    /// <summary>The same capabilities; the mailbox key may be another.</summary>
    public bool IsSame(Route? other) =>
        other is not null
        && Stored.AsSpan().SequenceEqual(other.Stored)
        && Transient.AsSpan().SequenceEqual(other.Transient);

    public byte[] ToBytes() =>
        new CborRecord()
            .Add(1, Mailbox.ToBytes())
            .Add(2, Stored)
            .Add(3, Transient)
            .Add(4, MailboxKey.ToBytes())
            .Add(5, (DateTimeOffset?)MailboxKeyChecked)
            .ToBytes();

    public static Route? TryRead(byte[] bytes) =>
        CborMap.TryRead(bytes) is { } map
        && map.Bytes(1, MailboxId.Size) is { } mailbox
        && map.Bytes(2, Wire.Limits.CapabilitySize) is { } stored
        && map.Bytes(3, Wire.Limits.CapabilitySize) is { } transient
        && map.Bytes(4) is { } key
        && SignedPrekey.TryRead(PrekeyType.Mailbox, key) is { } mailboxKey
        && map.Time(5) is { } seen
            ? new Route(MailboxId.Read(mailbox), stored, transient, mailboxKey, seen)
            : null;
}
