using Rubaru.Wire;

namespace Rubaru.Server.Push;

/// <summary>A wake of one mailbox and the minute after it.</summary>
internal sealed class PushWake
{
    /// <summary>The device was here since: what the wake had to say has been said.</summary>
    public bool Seen { get; set; }

    /// <summary>Something was stored after the device had been here: another wake follows when the minute is over.</summary>
    public bool Due { get; set; }
    public ITimer? Timer { get; set; }
}

/// <summary>
/// At most one wake a mailbox and minute (protocol section 7.2), and none lost: a burst needs one, because the device
/// fetches everything; what comes after the device was here is told when the minute is over.
/// </summary>
/// <param name="due">A minute is over and there is something new to say.</param>
internal sealed class PushWakes(TimeProvider time, Action<MailboxId> due) : IDisposable
{
    private readonly Dictionary<MailboxId, PushWake> wakes = [];
    private readonly Lock gate = new();

    /// <returns>The wake to send now; <c>null</c> where none may be sent.</returns>
    public PushWake? TryTake(MailboxId mailbox)
    {
        lock (gate)
        {
            if (wakes.TryGetValue(mailbox, out var last))
            {
                last.Due |= last.Seen;
                return null;
            }
            if (wakes.Count >= ServerLimits.PushWakes)
            {
                return null;
            }
            var wake = new PushWake();
            wakes.Add(mailbox, wake);
            wake.Timer = time.CreateTimer(_ => End(mailbox), null, ServerLimits.PushPause, Timeout.InfiniteTimeSpan);
            return wake;
        }
    }

    /// <summary>The device is here, or was until now.</summary>
    public void Seen(MailboxId mailbox)
    {
        lock (gate)
        {
            if (wakes.TryGetValue(mailbox, out var wake))
            {
                (wake.Seen, wake.Due) = (true, false);
            }
        }
    }

    /// <summary>A new subscription: what an earlier wake did or did not reach does not count for it.</summary>
    public void Forget(MailboxId mailbox)
    {
        lock (gate)
        {
            if (wakes.Remove(mailbox, out var wake))
            {
                wake.Timer?.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var wake in wakes.Values)
            {
                wake.Timer?.Dispose();
            }
            wakes.Clear();
        }
    }

    private void End(MailboxId mailbox)
    {
        PushWake? wake;
        lock (gate)
        {
            if (!wakes.Remove(mailbox, out wake))
            {
                return;
            }
            wake.Timer?.Dispose();
        }
        if (wake.Due)
        {
            due(mailbox);
        }
    }
}
