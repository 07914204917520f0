using System.Collections.Concurrent;
using Rubaru.Server.Gateway;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>A receiver that is logged in now.</summary>
internal sealed record OpenMailbox(MailboxId Id, Connection Connection, DeliveryWindow Window);

/// <summary>
/// Who is logged in, and who watches that. At most one receiver a mailbox: the newest. A cluster would ask its directory
/// here for what is not local.
/// </summary>
internal sealed class OpenMailboxes
{
    private readonly ConcurrentDictionary<MailboxId, OpenMailbox> open = new();
    private readonly Dictionary<MailboxId, List<PresenceWatch>> watches = [];
    private readonly Lock gate = new();

    public OpenMailbox? Find(MailboxId id) => open.GetValueOrDefault(id);

    public bool IsOpen(MailboxId id) => open.ContainsKey(id);

    /// <param name="reason">What the one before is told.</param>
    public void Attach(OpenMailbox receiver, Refusal reason = Refusal.Superseded)
    {
        OpenMailbox? before;
        lock (gate)
        {
            before = Find(receiver.Id);
            // Before anybody finds the new one: what comes then is stored behind what the old one still held.
            before?.Window.End();
            open[receiver.Id] = receiver;
            if (before is null)
            {
                Tell(receiver.Id, connected: true);
            }
        }
        before?.Connection.Close(reason);
        if (receiver.Connection.IsClosing)
        {
            // It ended while it logged in; its reader may have looked for it before it was here.
            Detach(receiver);
        }
    }

    public void Detach(OpenMailbox receiver)
    {
        receiver.Window.End();
        lock (gate)
        {
            if (open.TryRemove(KeyValuePair.Create(receiver.Id, receiver)))
            {
                Tell(receiver.Id, connected: false);
            }
        }
    }

    /// <summary>Rows may have been committed without their push.</summary>
    public void CatchUp()
    {
        foreach (var receiver in open.Values)
        {
            receiver.Window.CatchUp();
        }
    }

    /// <summary>Answers at once and at every change.</summary>
    public void Watch(PresenceWatch watch)
    {
        lock (gate)
        {
            if (!watches.TryGetValue(watch.Mailbox, out var watching))
            {
                watches[watch.Mailbox] = watching = [];
            }
            watching.Add(watch);
            watch.Tell(IsOpen(watch.Mailbox));
        }
    }

    public void Unwatch(PresenceWatch watch) => Remove(watch.Mailbox, known => known == watch, reason: null);

    /// <summary>A capability ended: who watched by it learns that and nothing more.</summary>
    public void EndWatches(MailboxId mailbox, Hash256 capability, Refusal reason) =>
        Remove(mailbox, watch => watch.Capability == capability, reason);

    private void Remove(MailboxId mailbox, Predicate<PresenceWatch> which, Refusal? reason)
    {
        lock (gate)
        {
            if (!watches.TryGetValue(mailbox, out var watching))
            {
                return;
            }
            foreach (var ended in reason is null ? [] : watching.FindAll(which))
            {
                ended.End(reason!.Value);
            }
            watching.RemoveAll(which);
            if (watching.Count == 0)
            {
                watches.Remove(mailbox);
            }
        }
    }

    private void Tell(MailboxId id, bool connected)
    {
        if (watches.TryGetValue(id, out var watching))
        {
            foreach (var watch in watching)
            {
                watch.Tell(connected);
            }
        }
    }
}
