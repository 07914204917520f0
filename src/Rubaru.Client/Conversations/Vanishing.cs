using Rubaru.Client.Storage;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Disappearing messages of one chat (reading 70): when the time of a message begins to run, and that nothing of it is
/// left on this device when it is over. Key of a record: contact(16) || 5 || opaque name of the place.
/// </summary>
internal sealed class Vanishing : IDisposable
{
    private readonly Engine _engine;
    private readonly Conversation _conversation;
    private readonly Dictionary<long, DateTimeOffset> _due = [];
    private readonly ITimer _timer;
    private bool _stopped;

    public Vanishing(Engine engine, Conversation conversation)
    {
        _engine = engine;
        _conversation = conversation;
        _timer = engine.Time.CreateTimer(
            _ => engine.Spawn(WipeAsync),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    public int Count => _due.Count;

    /// <summary>
    /// Mine runs from the moment when it has left my hands for good: delivered, read or withdrawn. What is still on its
    /// way, or of which nobody knows whether it arrived, stays until the person has seen to it.
    /// </summary>
    public static Message Counted(Message message, DateTimeOffset now) =>
        message is not { Lifetime: { } lifetime, Mine: true } ? message
        : message.State is MessageState.Delivered or MessageState.Read or MessageState.Withdrawn
            ? message with
            {
                Vanishes = message.Vanishes ?? now + lifetime,
            }
        : message with { Vanishes = null };

    public static void Put(Transaction transaction, Records records, byte[] contact, long order, DateTimeOffset at) =>
        transaction.Put(
            Table.Outbox,
            Key(records, contact, order),
            new CborRecord().AddSigned(1, order).Add(2, (DateTimeOffset?)at).ToBytes()
        );

    public async Task LoadAsync()
    {
        var rows = await _engine.Records.ReadPrefixAsync(Table.Outbox, [.. _conversation.Key, 5]);
        foreach (var (_, map) in rows)
        {
            if (map.Signed(1) is { } order && map.Time(2) is { } at)
                _due[order] = at;
        }
        Arm();
    }

    /// <summary>Part of the transaction that writes the message.</summary>
    public void Follow(Transaction transaction, Message message)
    {
        var order = message.Order;
        if (message.Vanishes is { } at)
        {
            if (_due.TryGetValue(order, out var known) && known == at)
                return;
            Put(transaction, _engine.Records, _conversation.Key, order, at);
            transaction.After(() =>
            {
                _due[order] = at;
                Arm();
            });
        }
        else
            Forget(transaction, order);
    }

    /// <summary>The message is gone, or does not go by itself any more.</summary>
    public void Forget(Transaction transaction, long order)
    {
        if (!_due.ContainsKey(order))
            return;
        transaction.Delete(Table.Outbox, Key(_engine.Records, _conversation.Key, order));
        transaction.After(() => _due.Remove(order));
    }

    /// <summary>Theirs runs from the moment when it is on a visible screen.</summary>
    public void SeenSoon()
    {
        if (_conversation.IsSeen && _conversation.History.Uncounted().Count > 0)
            _engine.Spawn(CountAsync);
    }

    /// <summary>Also what could not be removed when it was due (a full disk, a clock that was set).</summary>
    public void Upkeep() => Arm();

    public void Dispose()
    {
        _stopped = true;
        _timer.Dispose();
    }

    private async Task CountAsync()
    {
        using var held = await _engine.Lock.EnterAsync();
        if (_conversation.IsDeleted || !_conversation.IsSeen)
            return;
        var step = new Step(_engine, _conversation);
        var now = _engine.Time.GetUtcNow();
        foreach (var stored in _conversation.History.Uncounted())
            step.Replace(stored with { Message = stored.Message with { Vanishes = now + stored.Message.Lifetime } });
        if (!step.Transaction.IsEmpty)
            await step.CommitAsync();
    }

    private async Task WipeAsync()
    {
        using (await _engine.Lock.EnterAsync())
        {
            if (_conversation.IsDeleted || _stopped)
                return;
            await _conversation.History.EnsurePageAsync();
            var step = new Step(_engine, _conversation);
            var now = _engine.Time.GetUtcNow();
            foreach (var (order, _) in _due.Where(due => due.Value <= now).Take(Limits.VanishedAtOnce).ToArray())
            {
                _conversation.History.Remove(step.Transaction, order);
                Forget(step.Transaction, order);
            }
            if (!step.Transaction.IsEmpty)
            {
                await step.CommitAsync();
                await _conversation.History.EnsureSomeAsync();
            }
        }
        Arm();
    }

    private void Arm()
    {
        if (_due.Count == 0 || _stopped)
            return;
        var pause = _due.Values.Min() - _engine.Time.GetUtcNow();
        // Looked at again at least once a day: a timer holds 49 days at most, and the clock may be set.
        pause = pause < TimeSpan.FromDays(1) ? pause : TimeSpan.FromDays(1);
        _timer.Change(pause > TimeSpan.Zero ? pause : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private static byte[] Key(Records records, byte[] contact, long order) =>
        [.. contact, 5, .. records.Name("vanishing"u8, [.. contact, .. BitConverter.GetBytes(order)])];
}
