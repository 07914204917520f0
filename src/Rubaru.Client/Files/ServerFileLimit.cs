using Rubaru.Wire;

namespace Rubaru.Client.Files;

/// <summary>How large a file may be that waits at the server: its operator's word, asked for after every login.</summary>
internal sealed class ServerFileLimit(Engine engine)
{
    private bool _asking;

    /// <summary>Plaintext bytes; 0 = none wait there; <c>null</c> until the server has said it.</summary>
    public long? Bytes { get; private set; }

    public void LoggedIn()
    {
        if (!_asking)
            engine.Spawn(AskAsync);
    }

    private async Task AskAsync()
    {
        _asking = true;
        try
        {
            // Whoever does not answer is asked at the next login; until then files wait on their sender's device.
            if (await engine.Mailbox.FetchFileLimitAsync() is not { } limit)
                return;
            // More than is taken without a question would only lie there.
            Bytes = Math.Min(limit, FileLimits.Unasked);
            foreach (var conversation in engine.Conversations.Values)
                conversation.Files.Post.Wake();
        }
        finally
        {
            _asking = false;
        }
    }
}
