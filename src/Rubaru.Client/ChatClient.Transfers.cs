using Rubaru.Client.Files;

namespace Rubaru.Client;

/// <summary>What is under way across all chats, and what ended lately.</summary>
public sealed partial class ChatClient
{
    /// <summary>Some file is not finished: it moves, waits, is paused, or its person is asked.</summary>
    public bool HasTransfers => _engine.Conversations.Values.Any(chat => !chat.IsRequest && chat.Files.HasOpen);

    /// <summary>Not finished, or ended within a day: the last change first.</summary>
    public IReadOnlyList<Transfer> Transfers =>
        [
            .. Conversations
                .SelectMany(chat => chat.Files.All)
                .Where(IsOfInterest)
                .OrderByDescending(transfer => transfer.Changed)
                .Take(FileLimits.Listed),
        ];

    /// <summary><see cref="Transfers"/> with their messages, which are read from the store.</summary>
    public Task<IReadOnlyList<ChatFile>> FilesUnderwayAsync() =>
        _engine.Thread.RunAsync<IReadOnlyList<ChatFile>>(async () =>
        {
            var files = new List<ChatFile>();
            foreach (var transfer in Transfers)
            {
                var chat = _engine.Conversations.Values.FirstOrDefault(chat => chat.Files.All.Contains(transfer));
                if (chat is not null && await chat.FileMessageAsync(transfer) is { } message)
                    files.Add(new ChatFile(chat, message, transfer));
            }
            return files;
        });

    private bool IsOfInterest(Transfer transfer) =>
        !transfer.IsOver || _engine.Time.GetUtcNow() - transfer.Changed < FileLimits.Lately;
}
