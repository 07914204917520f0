using Rubaru.App.Texts;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;

namespace Rubaru.App.Components;

/// <summary>Where a file waits, in words; everything else of it is said by <see cref="FileWords"/>.</summary>
internal static class FileWaitingWords
{
    /// <param name="clock">How a time of day is written.</param>
    /// <returns>The sentence, and its second argument beside the name.</returns>
    public static (Text Key, string Tone, string? And) State(
        Message message,
        Transfer? transfer,
        FileActions actions,
        Func<DateTimeOffset, string> clock
    )
    {
        var (key, tone) = FileWords.State(message, transfer, actions);
        // With a link nothing waits anywhere, and strict mode has words of its own.
        if (
            transfer is not { State: TransferState.Waiting, IsMoving: false, IsChecking: false }
            || actions.IsLinked()
            || actions.IsGateClosed()
            || !FileWords.IsOffered(message)
        )
        {
            return (key, tone, null);
        }

        var waiting = actions.Waiting(transfer);
        return waiting.Place switch
        {
            FilePlace.MoreThanServerKeeps => (Text.FileMoreThanServer, "relay", FileWords.Size(transfer.Size)),
            FilePlace.MailboxFull => (Text.FileMailboxFull, "relay", null),
            FilePlace.Storing => (Text.FileToServer, "sealed", null),
            FilePlace.Server => (Text.FileAtServer, "sealed", waiting.Until is { } until ? clock(until) : null),
            FilePlace.HandedOver => (Text.FileHandedOver, "sealed", null),
            FilePlace.Coming => (Text.FileFromServer, "sealed", null),
            _ => (key, tone, null),
        };
    }
}
