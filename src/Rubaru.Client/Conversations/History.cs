using System.Buffers.Binary;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Conversations;

/// <summary>The messages of one conversation: the loaded end in memory, the rest read from the store page by page.</summary>
internal sealed class History(byte[] contact, Records records)
{
    /// <summary>
    /// Room between neighbours at the end, so that a late message finds its place before a later one: 2^40, in steps of 4
    /// for each of the sender's numbers (which are milliseconds), reaches back over years.
    /// </summary>
    private const int Spacing = 40;
    private const int Step = 2;
    private const ulong Reach = (1UL << (Spacing - Step)) - 1;

    private readonly SortedDictionary<long, StoredMessage> _loaded = [];
    private Message[] _messages = [];
    private bool _pageLoaded;

    /// <summary>Made anew at every change, so that a reader keeps what it has.</summary>
    public IReadOnlyList<Message> Messages => _messages;
    public Message? Last { get; private set; }
    public bool HasOlder { get; private set; }

    /// <summary>Place of the oldest message that is loaded.</summary>
    public long? First => _messages.Length > 0 ? _messages[0].Order : null;

    /// <summary>Reads the last message only, for the list of chats.</summary>
    public Task LoadLastAsync() => LoadAsync(null, 1);

    /// <summary>Reads the last page; what arrives is put in order among it.</summary>
    public async Task EnsurePageAsync()
    {
        if (_pageLoaded)
            return;
        await LoadAsync(null, Limits.Page);
        _pageLoaded = true;
    }

    public Task LoadOlderAsync() => LoadAsync(_loaded.Count > 0 ? Key(_loaded.Keys.First()) : null, Limits.Page);

    /// <summary>The place of a message at the end.</summary>
    public static long End(long position) => position << Spacing;

    /// <summary>
    /// The place of a message of theirs: before the first one with a higher number, if that one came already. The place
    /// depends only on the distance of the two numbers, so late messages keep their order among themselves.
    /// </summary>
    public long Place(ulong sequence, long position)
    {
        var next = _loaded
            .Values.Where(stored => !stored.Message.Mine && stored.Sequence > sequence)
            .MinBy(stored => stored.Sequence);
        if (next is null || next.Sequence - sequence > Reach)
            return End(position);
        var order = next.Message.Order - ((long)(next.Sequence - sequence) << Step);
        while (_loaded.ContainsKey(order))
            order++;
        return order;
    }

    public async Task<StoredMessage?> FindAsync(long order)
    {
        if (_loaded.TryGetValue(order, out var stored))
            return stored;
        var key = Key(order);
        return await records.ReadAsync(Table.Messages, key) is { } map ? StoredMessage.Read(key, map) : null;
    }

    /// <summary>Adds or replaces. A message older than the loaded part is only stored.</summary>
    public void Put(Transaction transaction, StoredMessage stored)
    {
        var order = stored.Message.Order;
        transaction.Put(Table.Messages, Key(order), stored.ToBytes());
        transaction.After(() =>
        {
            if (_loaded.Count == 0 || !HasOlder || order >= _loaded.Keys.First())
                Keep(stored);
            Show();
        });
    }

    private async Task LoadAsync(byte[]? before, int count)
    {
        var page = await records.ReadRangeAsync(
            Table.Messages,
            contact,
            before ?? Records.After(contact),
            count + 1,
            descending: true
        );
        HasOlder = page.Count > count;
        foreach (var (key, map) in page.Take(count))
            Keep(StoredMessage.Read(key, map));
        Show();
    }

    private void Show() => _messages = [.. _loaded.Values.Select(stored => stored.Message)];

    private void Keep(StoredMessage stored)
    {
        _loaded[stored.Message.Order] = stored;
        if (Last is null || stored.Message.Order >= Last.Order)
            Last = stored.Message;
    }

    private byte[] Key(long order)
    {
        var key = new byte[contact.Length + 8];
        contact.CopyTo(key, 0);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(contact.Length), order);
        return key;
    }
}
