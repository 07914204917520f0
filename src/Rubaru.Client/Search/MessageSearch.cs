using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Search;

/// <summary>
/// Search across all chats and inside one. Texts are read from the store once, when somebody searches for the first time,
/// and kept folded in memory until the profile closes. What is found is read from the store again, so that nothing is
/// shown that is not there any more.
/// </summary>
public sealed class MessageSearch
{
    /// <summary>Messages read at a time; between two pages the screen lives on.</summary>
    private const int Page = 200;

    private readonly Engine _engine;
    private readonly Dictionary<Conversation, FoldedHistory> _histories = [];
    private Task? _reading;

    internal MessageSearch(Engine engine)
    {
        _engine = engine;
        Folding = new Folding(text => engine.Platform.Decompose(text));
    }

    /// <summary>More of the history was read: a search may find more now.</summary>
    public event Action? Progressed;

    /// <summary>The rules by which texts are the same.</summary>
    public Folding Folding { get; }

    /// <summary>Every message of every chat is known to the search.</summary>
    public bool IsComplete => Chats.All(IsRead);

    /// <summary>Messages that a search looks at now.</summary>
    public int Count => _histories.Values.Sum(history => history.Count);

    private IEnumerable<Conversation> Chats => _engine.Conversations.Values.Where(chat => !chat.IsRequest);

    /// <summary>Reads what was not read yet. To be called when somebody begins to search.</summary>
    public Task PrepareAsync() => _engine.Thread.RunAsync(() => _reading ??= ReadAllAsync());

    /// <summary>The newest messages with these words, of what has been read so far.</summary>
    /// <param name="most">How many are read and returned.</param>
    public Task<SearchPage> FindAsync(string words, int most) =>
        _engine.Thread.RunAsync(async () =>
        {
            var folded = Folding.Fold(words);
            if (folded.Length == 0 || !_engine.IsOpen)
                return SearchPage.Empty;
            var all = new List<(Conversation Chat, long Order, long Sent)>();
            var found = new List<(long Order, long Sent)>();
            foreach (var chat in Chats)
            {
                if (!_histories.TryGetValue(chat, out var history))
                    continue;
                found.Clear();
                history.Find(folded, found);
                all.AddRange(found.Select(hit => (chat, hit.Order, hit.Sent)));
            }
            all.Sort((a, b) => b.Sent.CompareTo(a.Sent));
            var hits = await Task.WhenAll(all.Take(most).Select(hit => ReadAsync(hit.Chat, hit.Order, folded)));
            return new SearchPage([.. hits.OfType<SearchHit>()], all.Count);
        });

    /// <summary>Places of the messages of one chat with these words, oldest first; the whole chat is read before.</summary>
    public Task<IReadOnlyList<long>> FindInAsync(Conversation chat, string words) =>
        _engine.Thread.RunAsync<IReadOnlyList<long>>(async () =>
        {
            var folded = Folding.Fold(words);
            if (folded.Length == 0 || !_engine.IsOpen || chat.IsDeleted)
                return [];
            await ReadAsync(chat);
            var found = new List<(long Order, long Sent)>();
            if (_histories.TryGetValue(chat, out var history))
                history.Find(folded, found);
            return [.. found.Select(hit => hit.Order).Order()];
        });

    /// <summary>A message was stored or changed.</summary>
    internal void Put(Conversation chat, Message message)
    {
        if (_histories.TryGetValue(chat, out var history))
            Put(history, message);
    }

    /// <summary>A message is gone.</summary>
    internal void Remove(Conversation chat, long order)
    {
        if (_histories.TryGetValue(chat, out var history))
            history.Remove(order);
    }

    /// <summary>A chat is gone.</summary>
    internal void Remove(Conversation chat)
    {
        if (_histories.Remove(chat, out var history))
            history.Wipe();
    }

    internal void Wipe()
    {
        foreach (var history in _histories.Values)
            history.Wipe();
        _histories.Clear();
    }

    private bool IsRead(Conversation chat) => _histories.TryGetValue(chat, out var history) && history.IsComplete;

    private async Task ReadAllAsync()
    {
        try
        {
            // The newest first: most searches are for something recent.
            while (Chats.Where(chat => !IsRead(chat)).MaxBy(chat => chat.LastActivity) is { } chat)
                await ReadAsync(chat);
        }
        finally
        {
            _reading = null;
        }
    }

    private async Task ReadAsync(Conversation chat)
    {
        if (!_histories.TryGetValue(chat, out var history))
            _histories[chat] = history = new FoldedHistory();
        byte[]? end = Records.After(chat.Key);
        while (!history.IsComplete)
        {
            // Under the writer's lock: what is committed meanwhile comes by Put, and nothing that was deleted comes back.
            using (await _engine.Lock.EnterAsync())
            {
                _engine.Stopping.ThrowIfCancellationRequested();
                if (chat.IsDeleted)
                    return;
                var page = await _engine.Records.ReadRangeAsync(Table.Messages, chat.Key, end, Page, descending: true);
                foreach (var (key, map) in page)
                {
                    var message = StoredMessage.Read(key, map).Message;
                    if (!history.Has(message.Order))
                        Put(history, message);
                    end = key;
                }
                history.IsComplete = page.Count < Page;
            }
            Progressed?.Invoke();
        }
    }

    private void Put(FoldedHistory history, Message message) =>
        history.Put(
            message.Order,
            message.Sent.ToUnixTimeMilliseconds(),
            string.Join(FoldedHistory.Gap, Texts(message).Select(Folding.Fold).Where(text => text.Length > 0))
        );

    /// <summary>What a person would search a message by: its text or caption, and the name of its file.</summary>
    private static string[] Texts(Message message) =>
        message switch
        {
            { Kind: MessageKind.Text } => [message.Text],
            { Kind: MessageKind.File, File: { } file } => [message.Text, file.Name],
            _ => [],
        };

    private async Task<SearchHit?> ReadAsync(Conversation chat, long order, string folded)
    {
        if (
            !chat.IsDeleted
            && await chat.History.FindAsync(order) is { Message: var message }
            && Texts(message).FirstOrDefault(text => Folding.Matches(text, folded)) is { } found
        )
            return new SearchHit(chat, message, found);
        Remove(chat, order);
        return null;
    }
}
