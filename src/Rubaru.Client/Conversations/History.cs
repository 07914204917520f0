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

    /// <summary>Originals of quotes that stand before the loaded part.</summary>
    private readonly Dictionary<long, StoredMessage> _quoted = [];
    private Message[] _messages = [];
    private bool _pageLoaded;

    /// <summary>A message was stored or changed.</summary>
    public Action<Message>? Noted { get; init; }

    /// <summary>The message at a place was removed.</summary>
    public Action<long>? Gone { get; init; }

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

    /// <summary>Loads everything from this place on, and a page before it.</summary>
    public async Task LoadBackToAsync(long order)
    {
        await EnsurePageAsync();
        if (First is not { } first || order >= first)
            return;
        foreach (var (key, map) in await records.ReadRangeAsync(Table.Messages, Key(order), Key(first)))
            Keep(StoredMessage.Read(key, map));
        await LoadOlderAsync();
    }

    /// <summary>The place of a message at the end.</summary>
    public static long End(long position) => position << Spacing;

    /// <summary>The first position whose place is behind this one.</summary>
    public static long Behind(long order) => (order >> Spacing) + 1;

    public static byte[] Key(byte[] contact, long order)
    {
        var key = new byte[contact.Length + 8];
        contact.CopyTo(key, 0);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(contact.Length), order);
        return key;
    }

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

    /// <summary>Among what is loaded, newest first; ids of the two sides are apart.</summary>
    public StoredMessage? FindLoaded(UInt128 id, bool mine) =>
        _loaded.Values.LastOrDefault(stored => stored.Message.Id == id && stored.Message.Mine == mine);

    /// <summary>The original of a quote is at hand from now on, so that showing it need not wait.</summary>
    public async Task QuotedAsync(Message message)
    {
        if (
            message.Quote is { Order: { } order }
            && !_loaded.ContainsKey(order)
            && await FindAsync(order) is { } original
        )
            _quoted[order] = original;
    }

    /// <summary>Messages of theirs whose time runs from when they are seen, and that are seen now.</summary>
    public IReadOnlyList<StoredMessage> Uncounted() =>
        [.. _loaded.Values.Where(stored => stored.Message is { Mine: false, Lifetime: not null, Vanishes: null })];

    /// <summary>Adds or replaces. A message older than the loaded part is only stored.</summary>
    public void Put(Transaction transaction, StoredMessage stored)
    {
        var order = stored.Message.Order;
        transaction.Put(Table.Messages, Key(order), stored.ToBytes());
        transaction.After(() =>
        {
            if (_loaded.Count == 0 || !HasOlder || order >= _loaded.Keys.First())
                Keep(stored);
            if (_quoted.ContainsKey(order))
                _quoted[order] = stored;
            Show();
            Noted?.Invoke(stored.Message);
        });
    }

    /// <summary>Nothing of it is left, in quotes of it either.</summary>
    public void Remove(Transaction transaction, long order)
    {
        transaction.Delete(Table.Messages, Key(order));
        transaction.After(() =>
        {
            _quoted.Remove(order);
            if (_loaded.Remove(order) && Last?.Order == order)
                Last = _loaded.Count > 0 ? _loaded.Values.Last().Message : null;
            Show();
            Gone?.Invoke(order);
        });
    }

    /// <summary>After removals: a chat that has older messages does not look empty.</summary>
    public async Task EnsureSomeAsync()
    {
        if (_loaded.Count == 0 && HasOlder)
            await LoadOlderAsync();
    }

    /// <summary>Lets go of everything but the last page, as it is after a start.</summary>
    public void Trim()
    {
        if (_loaded.Count <= Limits.Page)
            return;
        var quoted = _loaded.Values.Skip(_loaded.Count - Limits.Page).Select(stored => stored.Message.Quote?.Order);
        var needed = quoted.ToHashSet();
        foreach (var (order, stored) in _loaded.Take(_loaded.Count - Limits.Page).ToArray())
        {
            _loaded.Remove(order);
            if (needed.Contains(order))
                _quoted[order] = stored;
        }
        HasOlder = true;
        Show();
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
        foreach (var stored in _loaded.Values)
            await QuotedAsync(stored.Message);
        Show();
    }

    private void Show() => _messages = [.. _loaded.Values.Select(stored => Quoting(stored.Message))];

    private Message Quoting(Message message)
    {
        if (message.Quote is not { Order: { } order } quote)
            return message;
        var original = (_loaded.GetValueOrDefault(order) ?? _quoted.GetValueOrDefault(order))?.Message;
        var isIt =
            original is { Kind: MessageKind.Text or MessageKind.File }
            && original.Id == quote.Id
            && original.Mine == quote.Mine;
        return message with { Quote = quote with { Text = isIt ? Cut(original!.Text) : null } };
    }

    private static string Cut(string text)
    {
        if (text.Length <= Limits.QuoteCharacters)
            return text;
        var end = Limits.QuoteCharacters;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    private void Keep(StoredMessage stored)
    {
        _loaded[stored.Message.Order] = stored;
        if (Last is null || stored.Message.Order >= Last.Order)
            Last = stored.Message;
    }

    private byte[] Key(long order) => Key(contact, order);
}
