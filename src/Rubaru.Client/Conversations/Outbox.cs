using System.Buffers.Binary;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>How far a row has come in this run of the program; not stored.</summary>
internal sealed class Attempt
{
    public bool Depositing { get; set; }

    /// <summary>Composed in this run of the program, so that <see cref="Link"/> says whether it ever left.</summary>
    public bool IsNew { get; set; }

    /// <summary>The server may have this deposit: it was sent, now or perhaps by an earlier run of the program.</summary>
    public bool MayBeStored { get; set; }

    /// <summary>Sealed again once already because the server called the mailbox key stale.</summary>
    public bool Resealed { get; set; }

    /// <summary>How often the server said that the receiver's device has it, and no receipt came.</summary>
    public int HandedOver { get; set; }

    /// <summary>When to stop waiting for that receipt.</summary>
    public DateTimeOffset? ReceiptBy { get; set; }

    /// <summary>The connection it was sent on; every new one gets the row again.</summary>
    public int Link { get; set; }
    public int Failures { get; set; }
    public DateTimeOffset NotBefore { get; set; }
}

/// <summary>What has not been acknowledged, in the order it was written.</summary>
internal sealed class Outbox(byte[] contact)
{
    private readonly SortedDictionary<long, OutboxRow> _rows = [];
    private readonly Dictionary<UInt128, long> _byMessage = [];
    private readonly Dictionary<long, Attempt> _attempts = [];

    public IReadOnlyList<OutboxRow> Rows => [.. _rows.Values];
    public int Count => _rows.Count;

    public OutboxRow? Find(UInt128 messageId) =>
        _byMessage.TryGetValue(messageId, out var number) ? _rows.GetValueOrDefault(number) : null;

    public OutboxRow? Find(MessagePosition position) => _rows.Values.FirstOrDefault(row => row.Position == position);

    /// <summary>The row as it is now, if it still is the one these bytes belong to.</summary>
    public OutboxRow? Same(OutboxRow row) =>
        _rows.TryGetValue(row.Number, out var now) && now.Deposit == row.Deposit ? now : null;

    public Attempt Attempt(OutboxRow row)
    {
        if (!_attempts.TryGetValue(row.Number, out var attempt))
            _attempts.Add(row.Number, attempt = new Attempt());
        return attempt;
    }

    /// <summary>The server said of this deposit that the receiver's device has it, and no receipt came yet.</summary>
    public bool IsHandedOver(OutboxRow row) => _attempts.GetValueOrDefault(row.Number)?.ReceiptBy is not null;

    /// <summary>Of how many rows something is known; never more than there are rows.</summary>
    public int Attempts => _attempts.Count;

    /// <summary>It worked this time.</summary>
    public void Forgive(OutboxRow row)
    {
        if (_attempts.TryGetValue(row.Number, out var attempt))
            attempt.Failures = 0;
    }

    /// <summary>Its next try need not wait.</summary>
    public void ForgetFailures(OutboxRow row)
    {
        var attempt = Attempt(row);
        attempt.Failures = 0;
        attempt.NotBefore = DateTimeOffset.MinValue;
    }

    public void ForgetFailures()
    {
        foreach (var attempt in _attempts.Values)
        {
            attempt.Failures = 0;
            attempt.NotBefore = DateTimeOffset.MinValue;
        }
    }

    public async Task LoadAsync(Records records)
    {
        foreach (var (key, map) in await records.ReadPrefixAsync(Table.Outbox, [.. contact, 0]))
        {
            var row = OutboxRow.Read(key, map);
            Keep(row);
            Attempt(row).MayBeStored = row.Message is not null;
        }
    }

    /// <summary>Deposits of this row of which the server may hold a copy now.</summary>
    public IReadOnlyList<ServerCopy> Copies(OutboxRow row, DateTimeOffset serverNow)
    {
        IEnumerable<ServerCopy> copies = row.Earlier;
        if (row.Expires is not null || (_attempts.GetValueOrDefault(row.Number)?.MayBeStored ?? false))
            copies = copies.Append(
                new ServerCopy(row.Deposit, row.Withdraw, row.Expires ?? serverNow + Limits.MostRetention)
            );
        return [.. copies.Where(copy => copy.Until > serverNow).TakeLast(Limits.ServerCopies)];
    }

    public void Put(Transaction transaction, OutboxRow row)
    {
        transaction.Put(Table.Outbox, Key(row.Number), row.ToBytes());
        transaction.After(() => Keep(row));
    }

    public void Remove(Transaction transaction, OutboxRow row)
    {
        transaction.Delete(Table.Outbox, Key(row.Number));
        transaction.After(() =>
        {
            _rows.Remove(row.Number);
            _attempts.Remove(row.Number);
            _byMessage.Remove(row.MessageId);
        });
    }

    private void Keep(OutboxRow row)
    {
        if (
            _rows.TryGetValue(row.Number, out var old)
            && old.Deposit != row.Deposit
            && _attempts.Remove(row.Number, out var attempt)
        )
            _attempts.Add(row.Number, new Attempt { HandedOver = attempt.HandedOver });
        _rows[row.Number] = row;
        _byMessage[row.MessageId] = row.Number;
    }

    private byte[] Key(long number)
    {
        var key = new byte[contact.Length + 1 + 8];
        contact.CopyTo(key, 0);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(contact.Length + 1), number);
        return key;
    }
}
