using Rubaru.Client.Files;
using Rubaru.Client.Identity;

namespace Rubaru.Client.Conversations;

/// <summary>Files of the chat that wait at the server (protocol section 12).</summary>
public sealed partial class Conversation
{
    /// <summary>Where a file waits while there is no link.</summary>
    public FileWaiting WaitingOf(Transfer transfer) =>
        transfer.Mine ? Files.Post.PlaceOf(transfer)
        : !transfer.IsOver && Files.Parcels.IsComing(transfer.Id) ? new FileWaiting(FilePlace.Coming)
        : default;

    /// <summary>Whether the server may store anything new for this contact: never while either side is strict.</summary>
    internal bool MayStore => !(_closing || EffectiveMode.IsStrict);
}
