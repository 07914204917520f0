using Rubaru.Server.Gateway;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Push;

/// <summary>What the owner of a mailbox asks about push: the server's key, its own subscription, a test.</summary>
/// <param name="key">Empty where this server sends no push.</param>
/// <param name="sender"><c>null</c> where this server sends no push.</param>
internal sealed class PushRequests(
    byte[] key,
    PushSender? sender,
    PushHosts hosts,
    PushNames names,
    PushSubscriptionTable subscriptions,
    PushLimits limits,
    Writer writer,
    Metrics metrics
)
{
    /// <summary>The device is here, or was until now: a wake has nothing to add.</summary>
    public void Seen(MailboxId mailbox) => sender?.Seen(mailbox);

    /// <returns>What to await before the owner's next frame is read.</returns>
    public ValueTask AnswerAsync(Frame frame, Connection owner, MailboxId mailbox, long row)
    {
        switch (frame)
        {
            case FetchPushKey fetch:
                owner.Send(new PushKey(fetch.Request, key));
                return ValueTask.CompletedTask;
            case PutSubscription put:
                return PutAsync(put, owner, mailbox, row);
            case DropSubscription drop:
                return PostAsync(
                    drop.Request,
                    owner,
                    db =>
                    {
                        subscriptions.Drop(db, row);
                        return new Done(drop.Request);
                    }
                );
            case TestPush test:
                _ = TestAsync(test, owner, mailbox);
                return ValueTask.CompletedTask;
            default:
                throw new ArgumentException("Not a frame about push.", nameof(frame));
        }
    }

    private async ValueTask PutAsync(PutSubscription put, Connection owner, MailboxId mailbox, long row)
    {
        // A put costs a question to the resolver, so there are fewer of them than of other frames.
        if (!limits.TryTake(mailbox, PushKind.Wake))
        {
            Refuse(put.Request, owner, Refusal.RateLimited);
            return;
        }
        using var patience = new CancellationTokenSource(ServerLimits.PushTime, TimeProvider.System);
        if (
            sender is null
            || !P256.IsPoint(put.PublicKey)
            || !PushEndpoint.TryRead(put.Endpoint, hosts, out var endpoint)
            || !await names.MayAskAsync(endpoint, patience.Token)
        )
        {
            Refuse(put.Request, owner, Refusal.PushRefused);
            return;
        }
        await PostAsync(
            put.Request,
            owner,
            db =>
            {
                subscriptions.Put(db, row, new PushSubscription(put.Endpoint, put.PublicKey, put.Secret));
                return new Done(put.Request);
            },
            () => sender.Subscribed(mailbox)
        );
    }

    // Nobody waits for it here: it takes as long as the push service, and the socket has other work.
    private async Task TestAsync(TestPush test, Connection owner, MailboxId mailbox)
    {
        var result = sender is null ? new PushResult(PushOutcome.Off) : await sender.TestAsync(mailbox);
        owner.Send(new PushTested(test.Request, result.Outcome, result.Status));
    }

    private async ValueTask PostAsync(
        uint request,
        Connection owner,
        Func<Database, Frame> execute,
        Action? committed = null
    )
    {
        await owner.OperationAsync();
        await writer.PostAsync(new RequestOperation(owner, metrics, request, execute, committed));
    }

    private void Refuse(uint request, Connection owner, Refusal reason)
    {
        metrics.CountRejected(reason);
        owner.Send(new Refused(request, reason));
    }
}
