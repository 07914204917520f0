using Rubaru.Server.Mailboxes;
using Rubaru.Server.Storage;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>One socket of <c>/v1/mailbox</c>: challenge, login, then the owner's requests and the deliveries.</summary>
internal sealed class MailboxSession(
    GatewayServices services,
    Connection connection,
    string host,
    Func<bool> mayRegister
)
{
    private readonly byte[] nonce = services.Random(Limits.NonceSize);
    private readonly long challenged = services.Clock.UnixSeconds;
    private TokenBucket frames = services.Frames();
    private TokenBucket refusals = services.Refusals();
    private volatile OpenMailbox? mailbox;
    private long key;
    private byte[] loginKey = [];
    private bool loginUsed;

    public void Challenge()
    {
        connection.MustLogIn = true;
        connection.Send(new Challenge(nonce, challenged));
    }

    public void End()
    {
        if (mailbox is { } open)
        {
            services.Push.Seen(open.Id);
            services.Open.Detach(open);
        }
    }

    /// <summary>On the writer's thread, after the commit.</summary>
    /// <param name="login">The login key that holds from now on.</param>
    /// <param name="before">What the socket is told that was logged in until now.</param>
    public void LoggedIn(MailboxId id, long row, byte[] login, uint oneTimePrekeys, bool created, Refusal before)
    {
        (key, loginKey) = (row, login);
        var window = new DeliveryWindow(connection, services.Desk, row, id);
        var open = new OpenMailbox(id, connection, window);
        mailbox = open;
        connection.MustLogIn = false;
        services.Push.Seen(id);
        connection.Send(new LoggedIn((uint)services.Retention.TotalSeconds, oneTimePrekeys, created));
        services.Open.Attach(open, before);
        window.Start();
    }

    public void RefuseLogin(Refusal reason) => Close(reason);

    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message)
    {
        var frame = FrameCodec.TryDecode(message.Span);
        if (frame is null)
        {
            Close(Refusal.Malformed);
            return ValueTask.CompletedTask;
        }
        // What the server itself asked for costs nothing: it is bounded by the window.
        if (frame is Acknowledge acknowledge && mailbox is { } open)
        {
            var known = open.Window.Acknowledged(acknowledge.Deposit);
            if (known == Acknowledgement.Complete)
            {
                return ValueTask.CompletedTask;
            }
            if (known == Acknowledgement.OfRow || frames.TryTake())
            {
                return services.Writer.PostAsync(
                    new AcknowledgeOperation(
                        services.Deposits,
                        services.Desk.Held.Recent,
                        services.Metrics,
                        open,
                        key,
                        acknowledge.Deposit
                    )
                );
            }
        }
        else if (frames.TryTake())
        {
            return mailbox is null ? LogInAsync(frame) : AnswerAsync(frame);
        }
        Limit(frame);
        return ValueTask.CompletedTask;
    }

    private ValueTask LogInAsync(Frame frame)
    {
        // The challenge is good for one answer.
        if (loginUsed || LoginRequest.Read(frame, nonce, challenged, host) is not { } request)
        {
            if (frame is Ping ping)
            {
                connection.Send(new Pong(ping.Number));
            }
            else
            {
                Close(loginUsed ? Refusal.Malformed : Refusal.NotLoggedIn);
            }
            return ValueTask.CompletedTask;
        }
        loginUsed = true;
        if (!request.ProvesItsKey(services.Sodium))
        {
            Close(Refusal.BadSignature);
            return ValueTask.CompletedTask;
        }
        return services.Writer.PostAsync(
            new LoginOperation(this, services.Mailboxes, services.Shelf, services.Sodium, request, mayRegister)
        );
    }

    private ValueTask AnswerAsync(Frame frame)
    {
        switch (frame)
        {
            case Ping ping:
                connection.Send(new Pong(ping.Number));
                return ValueTask.CompletedTask;
            case FetchIceServers fetch:
                Answer(services.Turn.Answer(mailbox!.Id, fetch));
                return ValueTask.CompletedTask;
            case FetchFileLimit fetch:
                connection.Send(new FileLimitIs(fetch.Request, (uint)services.Options.FileLimit));
                return ValueTask.CompletedTask;
            case PutCapability put:
                return PutAsync(put);
            case DropCapability drop:
                return PostAsync(
                    drop.Request,
                    db =>
                    {
                        services.Capabilities.Drop(db, key, drop);
                        return new Done(drop.Request);
                    },
                    () => EndWatches(drop)
                );
            case PutPrekeys put:
                return PostAsync(
                    put.Request,
                    db =>
                    {
                        // The device of before a restore may still have one under way: nobody could answer its prekeys.
                        if (
                            services.Mailboxes.FindLogin(db, mailbox!.Id)?.LoginKey.AsSpan().SequenceEqual(loginKey)
                            != true
                        )
                        {
                            return new Refused(put.Request, Refusal.LoginReplaced);
                        }
                        services.Shelf.Put(db, key, put);
                        return new Done(put.Request);
                    }
                );
            case PrekeyCount count:
                return PostAsync(count.Request, db => new PrekeyCountIs(count.Request, services.Shelf.Count(db, key)));
            case FetchPushKey or PutSubscription or DropSubscription or TestPush:
                return services.Push.AnswerAsync(frame, connection, mailbox!.Id, key);
            default:
                // A frame of the other socket, or one that only a server sends.
                Close(Refusal.Malformed);
                return ValueTask.CompletedTask;
        }
    }

    private void Answer(Frame answer)
    {
        if (answer is Refused refused)
        {
            services.Metrics.CountRejected(refused.Reason);
        }
        connection.Send(answer);
    }

    // Strict mode goes on looking for a contact who is there; only what ends for good ends this.
    private void EndWatches(DropCapability drop)
    {
        if (drop.State != Refusal.CapabilityWithdrawn)
        {
            services.Open.EndWatches(mailbox!.Id, Hash256.Read(drop.CapabilityHash), drop.State);
        }
    }

    private ValueTask PutAsync(PutCapability put) =>
        PostAsync(
            put.Request,
            db =>
                services.Capabilities.Put(db, key, put) is var reason && reason == Refusal.None
                    ? new Done(put.Request)
                    : new Refused(put.Request, reason)
        );

    private async ValueTask PostAsync(uint request, Func<Database, Frame> execute, Action? committed = null)
    {
        await connection.OperationAsync();
        await services.Writer.PostAsync(
            new RequestOperation(connection, services.Metrics, request, execute, committed)
        );
    }

    private void Limit(Frame frame)
    {
        services.Metrics.CountRejected(Refusal.RateLimited);
        if (refusals.TryTake())
        {
            connection.Send(new Refused(RequestOf(frame), Refusal.RateLimited));
        }
        else
        {
            Close(Refusal.RateLimited);
        }
    }

    private static uint RequestOf(Frame frame) =>
        frame switch
        {
            PutCapability f => f.Request,
            DropCapability f => f.Request,
            PutPrekeys f => f.Request,
            PrekeyCount f => f.Request,
            FetchIceServers f => f.Request,
            FetchFileLimit f => f.Request,
            FetchPushKey f => f.Request,
            PutSubscription f => f.Request,
            DropSubscription f => f.Request,
            TestPush f => f.Request,
            _ => 0,
        };

    private void Close(Refusal reason)
    {
        services.Metrics.CountRejected(reason);
        connection.Close(reason);
    }
}
