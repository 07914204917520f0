using Rubaru.Server.Mailboxes;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>One socket of <c>/v1/deposit</c>: nobody logs in, so nothing says who deposits.</summary>
internal sealed class DepositSession(GatewayServices services, Connection connection)
{
    private readonly Depositor depositor = new(connection);
    private readonly Dictionary<uint, PresenceWatch> watches = [];
    private readonly Lock gate = new();
    private TokenBucket frames = services.Frames();
    private TokenBucket refusals = services.Refusals();
    private bool ended;

    public void End()
    {
        lock (gate)
        {
            ended = true;
            foreach (var watch in watches.Values)
            {
                services.Open.Unwatch(watch);
            }
            watches.Clear();
        }
    }

    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message)
    {
        if (DepositFrame.TryRead(message.Span, out var deposit))
        {
            if (frames.TryTake())
            {
                return services.Desk.TakeAsync(depositor, in deposit);
            }
            Limit(new DepositRefused(deposit.Id, Refusal.RateLimited, []));
            return ValueTask.CompletedTask;
        }
        if (FrameCodec.TryDecode(message.Span) is not { } frame)
        {
            Close(Refusal.Malformed);
            return ValueTask.CompletedTask;
        }
        if (!frames.TryTake())
        {
            Limit(new Refused(RequestOf(frame), Refusal.RateLimited));
            return ValueTask.CompletedTask;
        }
        return AnswerAsync(frame);
    }

    private ValueTask AnswerAsync(Frame frame)
    {
        switch (frame)
        {
            case Ping ping:
                connection.Send(new Pong(ping.Number));
                return ValueTask.CompletedTask;
            case FetchBundle fetch:
                return PostAsync(
                    fetch.Request,
                    fetch.Capability,
                    (db, capability) => FetchBundle(db, fetch, capability)
                );
            case CheckBundle check:
                return PostAsync(
                    check.Request,
                    check.Capability,
                    (db, capability) =>
                        services.Shelf.Look(db, capability) is { } bundle
                            ? new Bundle(check.Request, bundle)
                            : new Refused(check.Request, Refusal.NoBundle)
                );
            case FetchMailboxKey fetch:
                return PostAsync(
                    fetch.Request,
                    fetch.Capability,
                    (_, capability) =>
                        capability.Mailbox.MailboxKey is { } current
                            ? new MailboxKey(fetch.Request, current)
                            : new Refused(fetch.Request, Refusal.NoBundle)
                );
            case Presence presence:
                return WatchAsync(presence);
            case Knock knock:
                return services.Knocks.TakeAsync(connection, knock);
            case Withdraw withdraw:
                return WithdrawAsync(withdraw);
            default:
                // A frame of the other socket, or one that only a server sends.
                Close(Refusal.Malformed);
                return ValueTask.CompletedTask;
        }
    }

    private Frame FetchBundle(Database db, FetchBundle fetch, Capability capability)
    {
        if (capability.Bundles != 0 && capability.BundlesUsed >= capability.Bundles)
        {
            return new Refused(fetch.Request, Refusal.QuotaExceeded);
        }
        if (services.Shelf.Take(db, capability) is not { } bundle)
        {
            return new Refused(fetch.Request, Refusal.NoBundle);
        }
        services.Capabilities.CountBundle(db, capability);
        return new Bundle(fetch.Request, bundle);
    }

    private async ValueTask WithdrawAsync(Withdraw withdraw)
    {
        if (services.Desk.Held.Withdraw(withdraw, services.Sodium) is { } outcome)
        {
            connection.Send(new WithdrawIs(withdraw.Request, outcome));
            return;
        }
        await connection.OperationAsync();
        await services.Writer.PostAsync(
            new WithdrawOperation(connection, services.Deposits, services.Desk.Held.Recent, services.Metrics, withdraw)
        );
    }

    private async ValueTask WatchAsync(Presence presence)
    {
        await connection.OperationAsync();
        Capability? capability = null;
        await services.Writer.PostAsync(
            new RequestOperation(
                connection,
                services.Metrics,
                presence.Request,
                db => Check(db, presence.Request, presence.Capability, out capability),
                () => Watch(presence.Request, capability)
            )
        );
    }

    // The answer of a watch that begins is its first PresenceIs.
    private Refused? Check(Database db, uint request, byte[] cap, out Capability? capability)
    {
        capability = services.Capabilities.Find(db, services.Desk.HashOf(cap));
        var reason = capability is null ? Refusal.UnknownCapability : capability.WhyNot(services.Clock.UnixSeconds);
        if (reason == Refusal.None && IsFull(request))
        {
            reason = Refusal.TooManyWatches;
        }
        if (reason == Refusal.None)
        {
            return null;
        }
        capability = null;
        return new Refused(request, reason);
    }

    private bool IsFull(uint request)
    {
        lock (gate)
        {
            return watches.Count >= ServerLimits.WatchesPerConnection && !watches.ContainsKey(request);
        }
    }

    private void Watch(uint request, Capability? capability)
    {
        if (capability is null)
        {
            return;
        }
        lock (gate)
        {
            if (ended)
            {
                return;
            }
            if (watches.Remove(request, out var before))
            {
                services.Open.Unwatch(before);
            }
            var watch = new PresenceWatch(
                connection,
                request,
                capability.Mailbox.Id,
                capability.Hash,
                capability.Expires,
                services.Clock
            );
            watches[request] = watch;
            services.Open.Watch(watch);
        }
    }

    private async ValueTask PostAsync(uint request, byte[] cap, Func<Database, Capability, Frame> answer)
    {
        var hash = services.Desk.HashOf(cap);
        await connection.OperationAsync();
        await services.Writer.PostAsync(
            new RequestOperation(
                connection,
                services.Metrics,
                request,
                db =>
                    services.Capabilities.Find(db, hash) is not { } capability
                        ? new Refused(request, Refusal.UnknownCapability)
                    : capability.WhyNot(services.Clock.UnixSeconds) is var reason && reason != Refusal.None
                        ? new Refused(request, reason)
                    : answer(db, capability)
            )
        );
    }

    private void Limit(Frame refusal)
    {
        services.Metrics.CountRejected(Refusal.RateLimited);
        if (refusals.TryTake())
        {
            connection.Send(refusal);
        }
        else
        {
            Close(Refusal.RateLimited);
        }
    }

    private static uint RequestOf(Frame frame) =>
        frame switch
        {
            FetchBundle f => f.Request,
            CheckBundle f => f.Request,
            FetchMailboxKey f => f.Request,
            Presence f => f.Request,
            Knock f => f.Request,
            Withdraw f => f.Request,
            _ => 0,
        };

    private void Close(Refusal reason)
    {
        services.Metrics.CountRejected(reason);
        connection.Close(reason);
    }
}
