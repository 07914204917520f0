using System.Threading.Channels;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Push;

/// <summary>
/// Sends what is due from a bounded queue with a few workers. A wake that a push service cannot take now is tried again a
/// few times; a knock and a test are answered at once, whatever becomes of them.
/// </summary>
internal sealed partial class PushSender : BackgroundService, IPushSender
{
    private readonly Channel<Job> queue = Channel.CreateBounded<Job>(ServerLimits.PushesQueued);
    private readonly PushService service;
    private readonly PushSubscriptionTable subscriptions;
    private readonly Writer writer;
    private readonly Metrics metrics;
    private readonly PushLimits limits;
    private readonly PushWakes wakes;
    private readonly TimeProvider time;
    private readonly ILogger<PushSender> log;
    private readonly PushMessage wakeMessage;
    private int waiting;

    public PushSender(
        PushService service,
        PushSubscriptionTable subscriptions,
        Writer writer,
        Metrics metrics,
        PushLimits limits,
        ServerOptions options,
        TimeProvider time,
        ILogger<PushSender> log
    )
    {
        (this.service, this.subscriptions, this.writer) = (service, subscriptions, writer);
        (this.metrics, this.limits, this.time, this.log) = (metrics, limits, time, log);
        wakes = new PushWakes(time, Wake);
        // After its retention the deposit is gone, and there is nothing to fetch.
        wakeMessage = new PushMessage(PushKind.Wake, options.Retention, "wake");
    }

    public void Wake(MailboxId mailbox)
    {
        if (wakes.TryTake(mailbox) is { } wake)
        {
            Queue(new Job(mailbox, wakeMessage, wake, Attempt: 1, Answer: null));
        }
    }

    public Task<PushResult> KnockAsync(MailboxId mailbox) =>
        AskAsync(mailbox, new PushMessage(PushKind.Knock, ServerLimits.KnockLife, "knock"));

    public Task<PushResult> TestAsync(MailboxId mailbox) =>
        AskAsync(mailbox, new PushMessage(PushKind.Test, ServerLimits.KnockLife, "test"));

    public void Seen(MailboxId mailbox) => wakes.Seen(mailbox);

    public void Subscribed(MailboxId mailbox) => wakes.Forget(mailbox);

    public override void Dispose()
    {
        wakes.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, ServerLimits.PushWorkers).Select(_ => WorkAsync(stoppingToken)));

    private Task<PushResult> AskAsync(MailboxId mailbox, PushMessage message)
    {
        var answer = new TaskCompletionSource<PushResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!limits.TryTake(mailbox, message.Kind) || !Queue(new Job(mailbox, message, null, Attempt: 1, answer)))
        {
            answer.SetResult(new PushResult(PushOutcome.Limited));
        }
        return answer.Task;
    }

    private bool Queue(Job job)
    {
        if (queue.Writer.TryWrite(job))
        {
            return true;
        }
        metrics.CountPush("dropped");
        return false;
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        await foreach (var job in queue.Reader.ReadAllAsync(stop))
        {
            // A retry whose device was here meanwhile has nothing to say any more.
            if (job.Wake is { Seen: true } && job.Attempt > 1)
            {
                continue;
            }
            var answer = await SendAsync(job, stop);
            if (answer.MayPass && job.Answer is null && TryRetry(job, answer, stop))
            {
                metrics.CountPush("retried");
                continue;
            }
            metrics.CountPush(NameOf(answer.Result.Outcome));
            job.Answer?.SetResult(answer.Result);
        }
    }

    private async Task<PushAnswer> SendAsync(Job job, CancellationToken stop)
    {
        try
        {
            if (await writer.RunAsync(db => subscriptions.Find(db, job.Mailbox)) is not { } subscription)
            {
                return new(new(PushOutcome.NoSubscription));
            }
            var answer = await service.SendAsync(subscription, job.Message, stop);
            if (answer.Result.Outcome == PushOutcome.Gone)
            {
                await writer.RunAsync(db =>
                {
                    subscriptions.Drop(db, job.Mailbox, subscription);
                    return true;
                });
            }
            return answer;
        }
        catch (StorageException)
        {
            // The database is down; what is stored there is not lost, and neither is the subscription.
            return new(new(PushOutcome.Unreachable));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // One subscription that cannot be used must not end the worker that serves all. The error's own words may
            // hold parts of the endpoint, so only its kind is logged.
            LogFailure(error.GetType().Name);
            return new(new(PushOutcome.Refused));
        }
    }

    // Holds no worker while it waits.
    private bool TryRetry(Job job, PushAnswer answer, CancellationToken stop)
    {
        var pause = answer.RetryAfter ?? ServerLimits.PushRetry * (1 << (2 * (job.Attempt - 1)));
        if (job.Attempt >= ServerLimits.PushAttempts || pause > ServerLimits.PushRetryMost)
        {
            return false;
        }
        if (Interlocked.Increment(ref waiting) > ServerLimits.PushesQueued)
        {
            Interlocked.Decrement(ref waiting);
            return false;
        }
        _ = RetryAsync(job with { Attempt = job.Attempt + 1 }, pause, stop);
        return true;
    }

    private async Task RetryAsync(Job job, TimeSpan pause, CancellationToken stop)
    {
        try
        {
            await Task.Delay(pause, time, stop);
            Queue(job);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the deposit waits, and the next one wakes again.
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private static string NameOf(PushOutcome outcome) =>
        outcome switch
        {
            PushOutcome.Sent => "sent",
            PushOutcome.NoSubscription => "no_subscription",
            PushOutcome.Gone => "gone",
            PushOutcome.Limited => "limited",
            PushOutcome.Unreachable => "unreachable",
            _ => "refused",
        };

    [LoggerMessage(LogLevel.Warning, "Push: a message could not be made or sent ({Kind})")]
    private partial void LogFailure(string kind);

    private sealed record Job(
        MailboxId Mailbox,
        PushMessage Message,
        PushWake? Wake,
        int Attempt,
        TaskCompletionSource<PushResult>? Answer
    );
}
