using System.Threading.RateLimiting;
using Rubaru.Wire;

namespace Rubaru.Server.Push;

/// <summary>Knocks and tests of one mailbox: what somebody else, or a stuck client, may make its push service do.</summary>
internal sealed class PushLimits(ServerOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<(MailboxId, PushKind)> limiter = PartitionedRateLimiter.Create<
        (MailboxId, PushKind),
        (MailboxId, PushKind)
    >(key =>
        RateLimitPartition.GetTokenBucketLimiter(
            key,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = (int)Math.Max(1, ServerLimits.PushesAtOnce * options.LimitsScale),
                TokensPerPeriod = 1,
                ReplenishmentPeriod = ServerLimits.PushReplenish,
                AutoReplenishment = true,
            }
        )
    );

    public bool TryTake(MailboxId mailbox, PushKind kind)
    {
        using var lease = limiter.AttemptAcquire((mailbox, kind));
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
