using Rubaru.Client.Identity;

namespace Rubaru.Client.Conversations;

/// <summary>Blocking: nothing is taken from this person and nothing goes there, until the person changes it.</summary>
public sealed partial class Conversation
{
    public bool IsBlocked => _engine.Blocks.IsBlocked(Peer);

    /// <summary>
    /// From the commit on nothing of this person is read. Its capabilities are revoked, what it has not received is
    /// withdrawn, the link ends. The chat stays; a request goes. To the other side it looks like a deleted contact.
    /// </summary>
    public Task BlockAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            var block = new Block(Peer, Name, _engine.Time.GetUtcNow(), null);
            if (IsRequest)
            {
                await DeleteAsync(transaction => _engine.Blocks.Put(transaction, block));
                return;
            }
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted || IsBlocked)
                    return;
                await History.EnsurePageAsync();
                var step = new Step(_engine, this);
                _engine.Blocks.Put(step.Transaction, block);
                _engine.Capabilities.DropOf(step.Transaction, Peer);
                step.Contact = step.Contact with { StoredCapability = [], TransientCapability = [], UpdateDue = false };
                foreach (var row in Outbox.Rows)
                {
                    if (row.IsOfPerson)
                        await step.StopAsync(row, MessageEventKind.WithdrawalAsked);
                    else
                        step.Recall(row);
                }
                step.Line("blocked");
                await step.CommitAsync();
            }
            Silence();
            _engine.SyncSoon();
            _engine.Notify();
        });

    /// <summary>New capabilities and a contact update: the other device notices, and the chat goes on.</summary>
    public Task UnblockAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted || !IsBlocked)
                    return;
                await History.EnsurePageAsync();
                var step = new Step(_engine, this);
                _engine.Blocks.Remove(step.Transaction, Peer);
                Admit(step, "unblocked");
                await step.CommitAsync();
            }
            ReceiptsDue.Soon();
            if (IsShown)
                Use();
            _engine.Notify();
        });

    /// <summary>Whatever could still act by itself for this conversation stops now.</summary>
    private void Silence()
    {
        Signals.Clear();
        Knocking.Forget();
        Typing.Heard(false);
        LetGo();
        _engine.Spawn(LeaveAsync);
    }
}
