using System.Text;
using Rubaru.Client.Content;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Conversations;

/// <summary>What a person does to messages that are there: edit, react, delete (protocol section 5.7, types 11, 13, 14).</summary>
public sealed partial class Conversation
{
    private StoredMessage? _deleted;
    private DateTimeOffset _deletedAt;

    /// <summary>Changes the text of a message of mine; both sides show that it was edited and what it said before.</summary>
    /// <exception cref="SendRefusedException">Nothing was changed.</exception>
    public Task EditAsync(UInt128 messageId, string text)
    {
        var body = TextBody.Write(text);
        return AmendAsync(
            messageId,
            true,
            Amendment.Edit,
            body,
            (message, now) =>
                !message.CanEdit(now) ? throw new SendRefusedException(SendRefusal.TooLate)
                : message.Text == text ? null
                : Amended.Edit(message, Encoding.UTF8.GetString(body), now)
        );
    }

    /// <summary>One emoji as my reaction, in place of the one before; <c>null</c> takes it back.</summary>
    /// <exception cref="SendRefusedException">Nothing was changed.</exception>
    /// <exception cref="ArgumentException">Not one emoji.</exception>
    public Task ReactAsync(Message target, string? emoji)
    {
        if (emoji is not null && !Emoji.IsOne(emoji))
            throw new ArgumentException("A reaction is one emoji.", nameof(emoji));
        return AmendAsync(
            target.Id,
            target.Mine,
            Amendment.Reaction,
            [0],
            (message, _) =>
                !message.CanAnswer ? throw new SendRefusedException(SendRefusal.TooLate)
                : message.MyReaction == emoji ? null
                : message with { MyReaction = emoji }
        );
    }

    /// <summary>
    /// Deletes a message of mine here and asks the other device to do the same. Nobody can make it: the bubble says when it
    /// has confirmed that it was asked.
    /// </summary>
    /// <exception cref="SendRefusedException">Nothing was changed.</exception>
    public Task DeleteForBothAsync(UInt128 messageId) =>
        AmendAsync(
            messageId,
            true,
            Amendment.Deletion,
            [0],
            (message, now) =>
                message.CanDeleteForBoth(now)
                    ? Amended.Delete(message)
                    : throw new SendRefusedException(SendRefusal.TooLate)
        );

    /// <summary>Sends once more what of this message changed and may not have arrived.</summary>
    /// <exception cref="SendRefusedException">Nothing was sent.</exception>
    public async Task AmendAgainAsync(Message target)
    {
        foreach (var kind in (Amendment[])[Amendment.Deletion, Amendment.Edit, Amendment.Reaction])
            await AmendAsync(
                target.Id,
                target.Mine,
                kind,
                [0],
                (message, _) => message.Unconfirmed.HasFlag(kind) ? message : null
            );
    }

    /// <summary>Removes it from this device, and from this device only; <see cref="UndoDeleteAsync"/> brings it back.</summary>
    public Task DeleteForMeAsync(Message target) =>
        _engine.Thread.RunAsync(async () =>
        {
            using var held = await _engine.Lock.EnterAsync();
            await History.EnsurePageAsync();
            if (
                IsDeleted
                || await History.FindAsync(target.Order) is not { Message.CanDeleteForMe: true } stored
                || stored.Message.Id != target.Id
            )
                return;
            var step = new Step(_engine, this);
            History.Remove(step.Transaction, target.Order);
            Vanishing.Forget(step.Transaction, target.Order);
            await step.CommitAsync();
            await History.EnsureSomeAsync();
            (_deleted, _deletedAt) = (stored, _engine.Time.GetUtcNow());
            RaiseChanged();
        });

    /// <summary>The last message deleted here is back, if that was within <see cref="Limits.UndoDeletion"/>.</summary>
    public Task UndoDeleteAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            using var held = await _engine.Lock.EnterAsync();
            var now = _engine.Time.GetUtcNow();
            if (
                IsDeleted
                || _deleted is not { } stored
                || (now - _deletedAt).Duration() > Limits.UndoDeletion
                || stored.Message.Vanishes <= now
                || await History.FindAsync(stored.Message.Order) is not null
            )
                return;
            var step = new Step(_engine, this);
            step.Replace(stored);
            step.After(() => _deleted = null);
            await step.CommitAsync();
        });

    /// <summary><see cref="Message.Order"/> of the quoted message; <c>null</c>: it is not here any more.</summary>
    public Task<long?> PlaceOfAsync(Quote quote) =>
        _engine.Thread.RunAsync(async () =>
        {
            using var held = await _engine.Lock.EnterAsync();
            return IsDeleted ? null : (await FindAsync(quote.Id, quote.Mine))?.Message.Order;
        });

    /// <summary>A message by its id; ids of the two sides are apart. The writer's lock is held.</summary>
    internal async Task<StoredMessage?> FindAsync(UInt128 id, bool mine)
    {
        await History.EnsurePageAsync();
        if (await MessageIndex.FindAsync(_engine.Records, Key, id, mine) is not { } order)
            return History.FindLoaded(id, mine);
        // A place that became free may have been given to another message.
        var stored = await History.FindAsync(order);
        return stored is { } found && found.Message.Id == id && found.Message.Mine == mine ? found : null;
    }

    /// <summary>A message of theirs was here, whatever became of it.</summary>
    internal Task<bool> HadAsync(UInt128 id) =>
        _engine.Records.HasAsync(Table.Seen, Seen.Message(_engine.Records, Key, id));

    internal void Own(Transaction transaction, OutboxRow row) =>
        MessageIndex.Put(transaction, _engine.Records, Key, row.MessageId, row.Order!.Value);

    /// <param name="body">Whose size is checked.</param>
    /// <param name="change">The message as it is from now on; <c>null</c>: nothing to do.</param>
    private Task AmendAsync(
        UInt128 messageId,
        bool mine,
        Amendment kind,
        byte[] body,
        Func<Message, DateTimeOffset, Message?> change
    ) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                RefuseUnsendable(body);
                if (await FindAsync(messageId, mine) is not { } stored)
                    throw new SendRefusedException(SendRefusal.TooLate);
                if (change(stored.Message, _engine.Time.GetUtcNow()) is not { } changed)
                    return;
                var step = new Step(_engine, this);
                step.Amend(stored with { Message = changed }, kind);
                await step.CommitAsync();
            }
            Use();
            Courier.Wake();
            _engine.Notify();
        });
}
