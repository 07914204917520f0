using Rubaru.Server.Mailboxes;
using Rubaru.Server.Prekeys;
using Rubaru.Server.Push;
using Rubaru.Server.Storage;
using Rubaru.Server.Turn;
using Rubaru.Sodium;

namespace Rubaru.Server.Gateway;

/// <summary>What every socket works with.</summary>
internal sealed record GatewayServices(
    Writer Writer,
    MailboxTable Mailboxes,
    CapabilityTable Capabilities,
    DepositTable Deposits,
    DepositDesk Desk,
    KnockDesk Knocks,
    PrekeyShelf Shelf,
    TurnDesk Turn,
    PushRequests Push,
    OpenMailboxes Open,
    Metrics Metrics,
    ISodium Sodium,
    RetentionClock Clock,
    TimeProvider Time,
    ServerOptions Options
)
{
    public TimeSpan Retention => Options.Retention;

    public byte[] Random(int size)
    {
        var bytes = new byte[size];
        Sodium.Random(bytes);
        return bytes;
    }

    public TokenBucket Frames() => Bucket(ServerLimits.FramesPerSecond, ServerLimits.FramesAtOnce);

    public TokenBucket Refusals() => Bucket(1, ServerLimits.RefusedFramesAtOnce);

    private TokenBucket Bucket(double perSecond, double atOnce) =>
        new(perSecond * Options.LimitsScale, atOnce * Options.LimitsScale, Time);
}
