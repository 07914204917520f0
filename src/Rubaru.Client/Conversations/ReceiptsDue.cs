using System.Buffers.Binary;
using Rubaru.Client.Content;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>
/// What the other person is still to be told: messages that came by the server and are committed here, messages that were
/// seen, and positions to encrypt again. Gathered for a moment, then sent as one content of type 2, by whichever way is
/// open. What is due is stored with the message, so that a crash between the two does not leave the sender waiting.
/// Keys: contact(16) || 1 (delivered) or 4 (to be seen) || opaque name of the message.
/// </summary>
internal sealed class ReceiptsDue : IDisposable
{
    private const byte DeliveredKey = 1;
    private const byte ReadKey = 4;

    private readonly Engine _engine;
    private readonly Conversation _conversation;
    private readonly ITimer _timer;
    private readonly List<UInt128> _delivered = [];
    private readonly List<MessagePosition> _resend = [];

    /// <summary>Shown and not told yet, or not shown yet: with their places, because only what is loaded can be seen.</summary>
    private readonly Dictionary<UInt128, long> _unread = [];
    private readonly List<UInt128> _seen = [];

    public ReceiptsDue(Engine engine, Conversation conversation)
    {
        _engine = engine;
        _conversation = conversation;
        _timer = engine.Time.CreateTimer(
            _ => engine.Spawn(FlushAsync),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    private bool IsAnythingDue => _delivered.Count + _seen.Count + _resend.Count > 0;

    public async Task LoadAsync()
    {
        foreach (var (_, map) in await ReadAsync(DeliveredKey))
        {
            if (Id(map) is { } id)
                _delivered.Add(id);
        }
        foreach (var (_, map) in await ReadAsync(ReadKey))
        {
            if (Id(map) is { } id && map.Signed(2) is { } order)
                _unread[id] = order;
        }
    }

    /// <summary>Part of the transaction that stores the message.</summary>
    public void Add(Step step, UInt128 messageId)
    {
        step.Transaction.Put(Table.Outbox, Key(DeliveredKey, messageId), Record(messageId).ToBytes());
        step.After(() =>
        {
            if (!_delivered.Contains(messageId))
                _delivered.Add(messageId);
            Soon();
        });
    }

    /// <summary>
    /// Part of the transaction that stores the message: its sender is told once it was seen. Nothing is kept while read
    /// receipts are off, so what came then is never told, also not when they are turned on later.
    /// </summary>
    public void AddUnread(Step step, UInt128 messageId, long order)
    {
        if (!_engine.Profile.ReadReceipts)
            return;
        step.Transaction.Put(Table.Outbox, Key(ReadKey, messageId), Record(messageId).AddSigned(2, order).ToBytes());
        step.After(() =>
        {
            _unread[messageId] = order;
            SeenSoon();
        });
    }

    /// <summary>Asks the sender to encrypt again what stood there.</summary>
    public void AddResend(MessagePosition position)
    {
        if (_resend.Count < Limits.ReceiptEntries && !_resend.Contains(position))
            _resend.Add(position);
        Soon();
    }

    /// <summary>What the loaded part of a chat on a visible screen shows has been seen.</summary>
    public void SeenSoon()
    {
        _conversation.Vanishing.SeenSoon();
        if (!_conversation.IsSeen || _conversation.History.First is not { } first)
            return;
        foreach (var id in _unread.Where(unread => unread.Value >= first).Select(unread => unread.Key).ToArray())
        {
            _unread.Remove(id);
            _seen.Add(id);
        }
        Soon();
    }

    /// <summary>Read receipts were turned off: whatever was not told is not told any more.</summary>
    public void Forget(Transaction transaction)
    {
        foreach (var id in _unread.Keys.Concat(_seen))
            transaction.Delete(Table.Outbox, Key(ReadKey, id));
        transaction.After(() =>
        {
            _unread.Clear();
            _seen.Clear();
        });
    }

    public void Soon()
    {
        if (IsAnythingDue)
            _timer.Change(Limits.ReceiptDelay, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private async Task FlushAsync()
    {
        using var held = await _engine.Lock.EnterAsync();
        if (_conversation.IsDeleted || _conversation.IsSilent || !IsAnythingDue)
            return;
        var delivered = _delivered.Take(Limits.ReceiptEntries).ToArray();
        var read = _seen.Take(Limits.ReceiptEntries - delivered.Length).ToArray();
        var resend = _resend.ToArray();
        var step = new Step(_engine, _conversation);
        step.Send(ContentType.Receipts, new Receipts(delivered, resend) { Read = read }.ToBytes());
        foreach (var id in delivered)
            step.Transaction.Delete(Table.Outbox, Key(DeliveredKey, id));
        foreach (var id in read)
            step.Transaction.Delete(Table.Outbox, Key(ReadKey, id));
        step.After(() =>
        {
            _delivered.RemoveAll(delivered.Contains);
            _seen.RemoveAll(read.Contains);
            _resend.RemoveAll(resend.Contains);
            Soon();
        });
        await step.CommitAsync();
        _conversation.Courier.Wake();
    }

    private Task<IReadOnlyList<(byte[] Key, CborMap Record)>> ReadAsync(byte kind) =>
        _engine.Records.ReadPrefixAsync(Table.Outbox, [.. _conversation.Key, kind]);

    private static CborRecord Record(UInt128 messageId)
    {
        var id = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, messageId);
        return new CborRecord().Add(1, id);
    }

    private static UInt128? Id(CborMap map) =>
        map.Bytes(1, 16) is { } id ? BinaryPrimitives.ReadUInt128BigEndian(id) : null;

    private byte[] Key(byte kind, UInt128 messageId)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, messageId);
        return [.. _conversation.Key, kind, .. _engine.Records.Name("receipt"u8, [.. _conversation.Key, .. id])];
    }
}
