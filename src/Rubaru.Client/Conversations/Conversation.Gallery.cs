using Rubaru.Client.Files;

namespace Rubaru.Client.Conversations;

/// <summary>All images and files of the chat, however long ago they were.</summary>
public sealed partial class Conversation
{
    /// <summary>Messages whose file this device has or can have, the newest first. Read from the store.</summary>
    public Task<IReadOnlyList<Message>> FileMessagesAsync() =>
        _engine.Thread.RunAsync<IReadOnlyList<Message>>(async () =>
        {
            var messages = new List<Message>();
            foreach (var transfer in Files.All.ToArray())
            {
                if (await FileMessageAsync(transfer) is { } message)
                    messages.Add(message);
            }
            return [.. messages.OrderByDescending(message => message.Order)];
        });

    /// <returns><c>null</c>: it was deleted.</returns>
    internal async Task<Message?> FileMessageAsync(Transfer transfer) =>
        !IsDeleted
        && await FindAsync(transfer.MessageId, transfer.Mine) is { Message: { Kind: MessageKind.File } message }
        && message.File?.Id == transfer.Id
            ? message
            : null;
}
