using Rubaru.Client.Files;

namespace Rubaru.Client.Conversations;

/// <summary>Spoken messages of the chat (protocol section 12).</summary>
public sealed partial class Conversation
{
    /// <returns>
    /// Where the host finds the opened sound, let go of by <see cref="Undraw"/>; <c>null</c>: it is not here or not yet
    /// compared with what was offered, or it is no sound of a kind that is played.
    /// </returns>
    public Task<string?> ListenAsync(Transfer transfer) =>
        _engine.Thread.RunAsync(async () =>
            transfer is { IsHere: true, Size: <= VoiceNote.MostBytes } && _engine.Platform.Files is { } store
                ? await store.ListenAsync(transfer.Secret, transfer.Size)
                : null
        );
}
