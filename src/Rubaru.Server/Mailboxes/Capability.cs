using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>One slot of a mailbox (protocol section 7.2), by H(cap). The counters belong to the writer's thread.</summary>
internal sealed class Capability(Mailbox mailbox, Hash256 hash)
{
    public Mailbox Mailbox => mailbox;
    public Hash256 Hash => hash;
    public DepositClass Classes { get; init; }

    /// <summary><see cref="Refusal.None"/> while it is open, otherwise how it ended.</summary>
    public Refusal Ended { get; init; }

    /// <summary>Closed for class stored by its owner's strict mode; everything else goes on, and it can be opened again.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Quotas; 0 = only the mailbox's own limits.</summary>
    public uint Deposits { get; init; }
    public uint Bundles { get; init; }
    public long DepositsUsed { get; set; }
    public long BundlesUsed { get; set; }

    /// <summary>0 = never.</summary>
    public long Expires { get; init; }

    /// <summary>What waits by it, as last counted and with what was added since; see <see cref="DepositTable.CountShare"/>.</summary>
    public long Pending { get; set; }
    public long PendingBytes { get; set; }
    public long PendingLargest { get; set; }
    public long PendingCounted { get; set; }

    /// <summary>Any thread's, unlike the counters.</summary>
    public DepositRate Rate { get; } = new();

    /// <summary>One-time prekeys taken in the hour <see cref="PrekeyHour"/>.</summary>
    public int OneTimePrekeysTaken { get; set; }
    public long PrekeyHour { get; set; }

    /// <summary>Deposits are counted, so each needs the database even when it is transient.</summary>
    public bool IsCounted => Deposits != 0;

    /// <summary>Why it cannot be used at all; <see cref="Refusal.None"/> if it can.</summary>
    public Refusal WhyNot(long now) =>
        Ended != Refusal.None ? Ended
        : Expires != 0 && Expires <= now ? Refusal.CapabilityExpired
        : Refusal.None;

    /// <summary>Why a deposit is refused that needs nothing else.</summary>
    public Refusal WhyNot(DepositClass @class, ReadOnlySpan<byte> envelope, long now)
    {
        var reason = WhyNot(now);
        return reason != Refusal.None ? reason
            : (Classes & @class) == 0 ? Refusal.ClassNotAllowed
            : IsWithdrawn && @class == DepositClass.Stored ? Refusal.CapabilityWithdrawn
            : Mailbox.MailboxKey is null ? Refusal.NoBundle
            : !Mailbox.IsCurrent(envelope) ? Refusal.StaleMailboxKey
            : Deposits != 0 && DepositsUsed >= Deposits ? Refusal.QuotaExceeded
            : Refusal.None;
    }
}
