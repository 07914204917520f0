using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>What is remembered of one mailbox while its capabilities are in use.</summary>
/// <param name="key">Its row.</param>
internal sealed class Mailbox(long key, MailboxId id)
{
    public long Key => key;
    public MailboxId Id => id;

    /// <summary>The current mbk_id(4) || pk || sig; <c>null</c> before the first PutPrekeys. Read by every deposit.</summary>
    public byte[]? MailboxKey { get; set; }

    /// <summary>Pending deposits; only the writer's thread counts.</summary>
    public long Pending { get; set; }
    public long PendingBytes { get; set; }

    /// <summary>Of these, what waits in envelopes of the largest size.</summary>
    public long PendingLargest { get; set; }

    /// <summary>mbk_id of the envelope (bytes 1..5, protocol section 7.1) against the current one.</summary>
    public bool IsCurrent(ReadOnlySpan<byte> envelope) =>
        MailboxKey is { } current && envelope.Slice(1, 4).SequenceEqual(current.AsSpan(0, 4));
}
