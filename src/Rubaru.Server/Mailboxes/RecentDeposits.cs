using System.Collections.Concurrent;
using System.Security.Cryptography;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>
/// How deposits ended lately, so that a repeat or a withdrawal that comes late is answered truly although no row of them
/// exists. Names only, at most as long as a row would live, and a bounded number: the oldest is forgotten first.
/// </summary>
internal sealed class RecentDeposits(RetentionClock clock, ServerOptions options)
{
    private readonly ConcurrentDictionary<DepositId, Ended> ended = new();
    private readonly Queue<(DepositId Id, Ended Ended)> order = new();
    private readonly Lock gate = new();

    /// <param name="mailbox"><c>null</c> where only the name is known: a withdrawal names no mailbox.</param>
    /// <param name="withdrawHash">H(w), or empty where a row answers withdrawals.</param>
    public void Add(MailboxId? mailbox, DepositId id, byte[] withdrawHash, WithdrawOutcome outcome)
    {
        var entry = new Ended(mailbox, withdrawHash, outcome, clock.UnixSeconds + (long)options.Retention.TotalSeconds);
        lock (gate)
        {
            Forget(ServerLimits.RecentDeposits - 1);
            ended[id] = entry;
            order.Enqueue((id, entry));
        }
    }

    /// <summary>For a repeated deposit.</summary>
    public WithdrawOutcome? Find(MailboxId mailbox, DepositId id) =>
        ended.TryGetValue(id, out var entry) && (entry.Mailbox is null || entry.Mailbox == mailbox)
            ? entry.Outcome
            : null;

    /// <summary>For a withdrawal.</summary>
    public WithdrawOutcome? Find(DepositId id, ReadOnlySpan<byte> withdrawHash) =>
        ended.TryGetValue(id, out var entry)
        && CryptographicOperations.FixedTimeEquals(entry.WithdrawHash, withdrawHash)
            ? entry.Outcome
            : null;

    /// <summary>Drops what has had its time; the sweeper calls it.</summary>
    public void Sweep()
    {
        lock (gate)
        {
            Forget(ServerLimits.RecentDeposits);
        }
    }

    private void Forget(int most)
    {
        while (order.TryPeek(out var oldest) && (order.Count > most || oldest.Ended.Expires <= clock.UnixSeconds))
        {
            order.Dequeue();
            ended.TryRemove(KeyValuePair.Create(oldest.Id, oldest.Ended));
        }
    }

    // A class, so that only the very entry is removed and not a later one of the same name.
    private sealed class Ended(MailboxId? mailbox, byte[] withdrawHash, WithdrawOutcome outcome, long expires)
    {
        public MailboxId? Mailbox => mailbox;
        public byte[] WithdrawHash => withdrawHash;
        public WithdrawOutcome Outcome => outcome;
        public long Expires => expires;
    }
}
