using System.Buffers.Binary;
using Rubaru.Client.Content;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>
/// What the other person is still to be told: messages that came by the server and are committed here, and positions to
/// encrypt again. Gathered for a moment, then sent as one content of type 2, by whichever way is open. Due receipts are stored with the message, so that a crash between the two
/// does not leave the sender waiting.
/// </summary>
internal sealed class ReceiptsDue : IDisposable
{
    private readonly Engine _engine;
    private readonly Conversation _conversation;
    private readonly ITimer _timer;
    private readonly List<UInt128> _delivered = [];
    private readonly List<MessagePosition> _resend = [];

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

    public async Task LoadAsync()
    {
        foreach (var (_, map) in await _engine.Records.ReadPrefixAsync(Table.Outbox, [.. _conversation.Key, 1]))
        {
            if (map.Bytes(1, 16) is { } id)
                _delivered.Add(BinaryPrimitives.ReadUInt128BigEndian(id));
        }
    }

    /// <summary>Part of the transaction that stores the message.</summary>
    public void Add(Step step, UInt128 messageId)
    {
        var id = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, messageId);
        step.Transaction.Put(Table.Outbox, Key(messageId), new CborRecord().Add(1, id).ToBytes());
        step.After(() =>
        {
            if (!_delivered.Contains(messageId))
                _delivered.Add(messageId);
            Soon();
        });
    }

    /// <summary>Asks the sender to encrypt again what stood there.</summary>
    public void AddResend(MessagePosition position)
    {
        if (_resend.Count < Limits.ReceiptEntries && !_resend.Contains(position))
            _resend.Add(position);
        Soon();
    }

    public void Soon()
    {
        if (_delivered.Count + _resend.Count > 0)
            _timer.Change(Limits.ReceiptDelay, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private async Task FlushAsync()
    {
        using var held = await _engine.Lock.EnterAsync();
        if (_conversation.IsDeleted || _delivered.Count + _resend.Count == 0)
            return;
        var delivered = _delivered.Take(Limits.ReceiptEntries).ToArray();
        var resend = _resend.ToArray();
        var step = new Step(_engine, _conversation);
        step.Send(ContentType.Receipts, new Receipts(delivered, resend).ToBytes());
        foreach (var id in delivered)
            step.Transaction.Delete(Table.Outbox, Key(id));
        step.After(() =>
        {
            _delivered.RemoveAll(delivered.Contains);
            _resend.RemoveAll(resend.Contains);
            Soon();
        });
        await step.CommitAsync();
        _conversation.Courier.Wake();
    }

    private byte[] Key(UInt128 messageId)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, messageId);
        return [.. _conversation.Key, 1, .. _engine.Records.Name("receipt"u8, [.. _conversation.Key, .. id])];
    }
}
