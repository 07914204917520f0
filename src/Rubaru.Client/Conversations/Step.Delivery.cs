using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>What happens to messages of mine: the row in the outbox and the bubble change together.</summary>
internal sealed partial class Step
{
    /// <summary>Bubbles changed by this step, so that a second event meets the first.</summary>
    private readonly Dictionary<long, StoredMessage> _bubbles = [];

    /// <summary>The bytes of this row are of no use any more.</summary>
    public void Release(OutboxRow row)
    {
        if (row.AwaitsReceipt)
            _conversation.Outbox.Put(
                Transaction,
                Fresh(row with { Message = null, Position = null, Encrypted = null })
            );
        else
            _conversation.Outbox.Remove(Transaction, row);
    }

    /// <summary>The same content as a new deposit. Copies of earlier ones stay known, so that they can be withdrawn.</summary>
    public OutboxRow Fresh(OutboxRow row)
    {
        var earlier = _conversation.Outbox.Copies(row, _engine.ServerNow);
        var random = new byte[DepositId.Size + Wire.Limits.WithdrawSecretSize];
        _engine.Sodium.Random(random);
        return row with
        {
            Deposit = DepositId.Read(random),
            Withdraw = random[DepositId.Size..],
            Expires = null,
            Earlier = earlier,
        };
    }

    /// <summary>The receiver committed this message, or read it: its word wins over whatever is believed here.</summary>
    public async Task ConfirmAsync(UInt128 id, MessageEvent word)
    {
        var order = await PlaceAsync(id);
        if (_conversation.Outbox.Find(id) is { } row)
        {
            _conversation.Outbox.Remove(Transaction, row);
            if (row.About is not null)
                await SettleAsync(row, isLost: false);
        }
        if (order is not { } place)
            return;
        var state = await FireAsync(place, word);
        // A message that is only delivered may still be read.
        if (state == MessageState.Delivered && _engine.Profile.ReadReceipts)
            Places.Put(Transaction, _engine.Records, _conversation.Key, id, place);
        else
            Places.Delete(Transaction, _engine.Records, _conversation.Key, id);
    }

    /// <summary>
    /// This row goes no more: it leaves the outbox, its copies at the server become withdrawals, the bubble says why. A
    /// receipt that comes in spite of it finds the bubble.
    /// </summary>
    public async Task StopAsync(OutboxRow row, MessageEvent why)
    {
        if (row.About is not null)
        {
            await SettleAsync(row, isLost: true);
            Recall(row);
            return;
        }
        _conversation.Outbox.Remove(Transaction, row);
        if (row.Type == ContentType.FileOffer)
            _conversation.Files.Post.CloseMessage(Transaction, row.MessageId);
        if (row.Order is not { } order)
            return;
        Places.Put(Transaction, _engine.Records, _conversation.Key, row.MessageId, order);
        await FireAsync(order, why);
        var copies = why.Kind == MessageEventKind.Refused ? [] : _conversation.Outbox.Copies(row, _engine.ServerNow);
        foreach (var copy in copies)
        {
            // The server has said already that the receiver's device took this one: it has nothing left to withdraw.
            var isTaken = copy.Deposit == row.Deposit && _conversation.Outbox.IsHandedOver(row);
            DateTimeOffset? tooLate = isTaken ? _engine.Time.GetUtcNow() : null;
            _conversation.Withdrawals.Add(Transaction, new Withdrawal(copy, row.MessageId, row.OnLink, tooLate));
            if (isTaken)
                await FireAsync(order, MessageEventKind.WithdrawalTooLate);
        }
        if (copies.Count == 0 && why.Kind == MessageEventKind.WithdrawalAsked)
            await FireAsync(order, Withdrawal.Done(row.OnLink));
    }

    /// <summary>A row without a bubble that another one replaces: it goes, and its copies at the server with it.</summary>
    public void Recall(OutboxRow row)
    {
        _conversation.Outbox.Remove(Transaction, row);
        foreach (var copy in _conversation.Outbox.Copies(row, _engine.ServerNow))
            _conversation.Withdrawals.Add(Transaction, new Withdrawal(copy, row.MessageId, row.OnLink, null));
    }

    /// <summary>An event of a row, if it has a bubble.</summary>
    public Task FireAsync(OutboxRow row, MessageEvent happened) =>
        row.Order is { } order ? FireAsync(order, happened) : Task.CompletedTask;

    /// <returns>The state after it; <c>null</c> without such a bubble.</returns>
    public async Task<MessageState?> FireAsync(long order, MessageEvent happened)
    {
        if (await BubbleAsync(order) is not { } stored)
            return null;
        if (MessageTransitions.Apply(stored.Message, happened) is not { } next)
            return stored.Message.State;
        if (next != stored.Message)
            Replace(stored with { Message = next });
        return next.State;
    }

    /// <summary>The bubble as it is from this step on, and when it goes.</summary>
    public void Replace(StoredMessage stored)
    {
        var message = Vanishing.Counted(stored.Message, _engine.Time.GetUtcNow());
        _bubbles[message.Order] = stored with { Message = message };
        _conversation.History.Put(Transaction, _bubbles[message.Order]);
        _conversation.Vanishing.Follow(Transaction, message);
    }

    /// <summary>As this step has changed it so far.</summary>
    public async Task<StoredMessage?> BubbleAsync(long order) =>
        _bubbles.GetValueOrDefault(order) ?? await _conversation.History.FindAsync(order);

    /// <summary>Where a message of mine stands: known by its row, or by what is left of it.</summary>
    public async Task<long?> PlaceAsync(UInt128 id) =>
        _conversation.Outbox.Find(id) is { } row
            ? row.Order
            : await Places.FindAsync(_engine.Records, _conversation.Key, id);
}
