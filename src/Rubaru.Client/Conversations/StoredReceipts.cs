using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Conversations;

/// <summary>
/// What the server stored for this contact and nobody acknowledges (receipts, "session lost"): done for the outbox, but a
/// row at the server for up to six hours, which strict mode must be able to withdraw. Key: contact(16) || 7 || number(8).
/// </summary>
internal sealed class StoredReceipts(Engine engine, Conversation conversation)
{
    private const byte Kind = 7;
    private readonly List<OutboxRow> _kept = [];

    public async Task LoadAsync()
    {
        foreach (var (key, map) in await engine.Records.ReadPrefixAsync(Table.Outbox, [.. conversation.Key, Kind]))
            _kept.Add(OutboxRow.Read(key, map));
    }

    /// <summary>Part of the transaction that takes the row out of the outbox; what expired meanwhile goes.</summary>
    public void Keep(Transaction transaction, OutboxRow row, DateTimeOffset until)
    {
        // Its bytes are at the server; the plain content stays, to be told again on a link.
        var kept = row with
        {
            Expires = until,
            Message = null,
        };
        OutboxRow[] gone = [.. _kept.Where(old => old.Expires <= engine.ServerNow)];
        if (_kept.Count - gone.Length >= Limits.StoredReceipts)
            gone = [.. gone, _kept.Except(gone).First()];
        foreach (var old in gone)
            transaction.Delete(Table.Outbox, Key(old));
        transaction.Put(Table.Outbox, Key(kept), kept.ToBytes());
        transaction.After(() =>
        {
            _kept.RemoveAll(gone.Contains);
            _kept.Add(kept);
        });
    }

    /// <summary>
    /// The chat becomes strict: the copies go, also those whose deposit is not answered yet, and what receipts said is said
    /// again, on a link.
    /// </summary>
    public void Recall(Step step)
    {
        OutboxRow[] kept = [.. _kept];
        foreach (var row in kept)
        {
            step.Transaction.Delete(Table.Outbox, Key(row));
            if (row.Expires is { } until && until + Limits.ClockSlack > engine.ServerNow)
                Withdraw(step, row, until);
        }
        step.After(() => _kept.RemoveAll(kept.Contains));
        OutboxRow[] underWay =
        [
            .. conversation.Outbox.Rows.Where(row =>
                row is { Type: ContentType.Receipts, Mode.IsStrict: false }
                && conversation.Outbox.Copies(row, engine.ServerNow).Count > 0
            ),
        ];
        foreach (var row in underWay)
            step.Recall(row);
        foreach (var row in kept.Concat(underWay).Where(row => row.Type == ContentType.Receipts))
        {
            if (MessageContent.TryRead(row.Content) is { } content)
                step.Send(ContentType.Receipts, content.Body);
        }
    }

    /// <summary>The answer came when the chat was strict already.</summary>
    public void Withdraw(Step step, OutboxRow row, DateTimeOffset until) =>
        conversation.Withdrawals.Add(
            step.Transaction,
            new Withdrawal(new ServerCopy(row.Deposit, row.Withdraw, until), row.MessageId, row.OnLink, null)
        );

    private byte[] Key(OutboxRow row)
    {
        var number = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(number, row.Number);
        return [.. conversation.Key, Kind, .. number];
    }
}
