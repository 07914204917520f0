using Rubaru.Client.Content;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Edits, reactions and deletions of the other person that came before the message they are about: the two may have gone
/// different ways. Key: contact(16) || 6 || opaque name of (message, type).
/// </summary>
internal sealed class Early(byte[] contact)
{
    private readonly List<(UInt128 Target, byte[] Key, MessageContent Content)> _waiting = [];

    public int Count => _waiting.Count;

    public async Task LoadAsync(Records records)
    {
        foreach (var (key, map) in await records.ReadPrefixAsync(Table.Outbox, [.. contact, 6]))
        {
            if (
                map.Bytes(1, 16) is { } target
                && map.Bytes(2) is { } bytes
                && MessageContent.TryRead(bytes) is { } content
            )
                _waiting.Add((MessageIds.Read(target), key, content));
        }
    }

    /// <summary>Part of the transaction that accepts it. Of one kind the last one counts; the oldest makes room.</summary>
    public void Put(Transaction transaction, Records records, UInt128 target, MessageContent content)
    {
        var name = records.Name("early"u8, [.. contact, .. MessageIds.Bytes(target), (byte)content.Type]);
        byte[] key = [.. contact, 6, .. name];
        if (_waiting.Any(known => known.Key.AsSpan().SequenceEqual(key) && known.Content.Sequence > content.Sequence))
            return;
        var record = new CborRecord().Add(1, MessageIds.Bytes(target)).Add(2, content.ToBytes());
        transaction.Put(Table.Outbox, key, record.ToBytes());
        var surplus = _waiting.Count >= Limits.EarlyAmendments ? _waiting[0].Key : null;
        if (surplus is not null && !surplus.AsSpan().SequenceEqual(key))
            transaction.Delete(Table.Outbox, surplus);
        transaction.After(() =>
        {
            _waiting.RemoveAll(known => known.Key == surplus || known.Key.AsSpan().SequenceEqual(key));
            _waiting.Add((target, key, content));
        });
    }

    /// <summary>What waited for this message, in the sender's order; it waits no longer once the transaction is durable.</summary>
    public IReadOnlyList<MessageContent> Take(Transaction transaction, UInt128 target)
    {
        var taken = _waiting.Where(known => known.Target == target).ToArray();
        foreach (var known in taken)
            transaction.Delete(Table.Outbox, known.Key);
        if (taken.Length > 0)
            transaction.After(() => _waiting.RemoveAll(taken.Contains));
        return [.. taken.Select(known => known.Content).OrderBy(content => content.Sequence)];
    }
}
