using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Content;

/// <summary>
/// Content type 8 (protocol section 5.7): {1 revision, 2 mailbox_id, 3 cap_stored, 4 cap_transient, 5 mailbox key,
/// 6 name, 7 delivery mode, 8 password required, ? 9 lifetime of messages in seconds, ? 10 when that was set}. Key 8
/// belongs to later versions of this app; 9 and 10 are absent until somebody sets a timer (reading 70).
/// </summary>
internal sealed record ContactUpdate(
    ulong Revision,
    MailboxId Mailbox,
    byte[] Stored,
    byte[] Transient,
    SignedPrekey MailboxKey,
    string Name
)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(ContactUpdate);

    public DeliveryMode Mode { get; init; }

    /// <summary>How long messages stay; <c>null</c>: for ever.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>When either side last chose that; <c>null</c>: nobody did.</summary>
    public DateTimeOffset? LifetimeSet { get; init; }

    public byte[] ToBytes()
    {
        var record = new CborRecord()
            .Add(1, Revision)
            .Add(2, Mailbox.ToBytes())
            .Add(3, Stored)
            .Add(4, Transient)
            .Add(5, MailboxKey.ToBytes())
            .Add(6, Name)
            .Add(7, (ulong)Mode);
        if (LifetimeSet is { } set)
            record
                .Add(9, (ulong)(Lifetime?.TotalSeconds ?? 0))
                .Add(10, (ulong)Math.Max(0, set.ToUnixTimeMilliseconds()));
        return record.ToBytes();
    }

    /// <summary>Never throws. The signature of the mailbox key is still to be checked.</summary>
    public static ContactUpdate? TryRead(byte[] body) =>
        CborMap.TryRead(body) is { } map
        && map.Unsigned(1) is { } revision
        && map.Bytes(2, MailboxId.Size) is { } mailbox
        && map.Bytes(3, Wire.Limits.CapabilitySize) is { } stored
        && map.Bytes(4, Wire.Limits.CapabilitySize) is { } transient
        && map.Bytes(5) is { } key
        && SignedPrekey.TryRead(PrekeyType.Mailbox, key) is { } mailboxKey
        && map.Text(6, Limits.NameBytes) is { } name
            ? new ContactUpdate(
                revision,
                MailboxId.Read(mailbox),
                stored,
                transient,
                mailboxKey,
                DisplayName.Clean(name)
            )
            {
                Mode = Strictness.Read(map.Unsigned(7) ?? 0),
                Lifetime = Conversations.Lifetime.Read(map.Unsigned(9)),
                LifetimeSet = map.Time(10),
            }
            : null;
}
