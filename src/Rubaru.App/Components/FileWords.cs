using System.Globalization;
using Rubaru.App.Texts;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;

namespace Rubaru.App.Components;

/// <summary>Sizes, times and states of files in words.</summary>
internal static class FileWords
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>With one digit behind the point where that says something. Units of 1024, as disks are counted.</summary>
    public static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1000 && unit < Units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return bytes.ToString(unit == 0 || bytes >= 100 ? "0" : "0.#", CultureInfo.CurrentCulture) + " " + Units[unit];
    }

    public static string Time(TimeSpan left) =>
        left >= TimeSpan.FromHours(1)
            ? left.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
            : left.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    /// <summary>What the bubble says below the name.</summary>
    public static (Text Key, string Tone) State(Message message, Transfer? transfer, FileActions actions) =>
        transfer switch
        {
            null => (Text.FileNotHere, "quiet"),
            { IsOver: false } when !IsOffered(message) => (Text.FileNotOffered, "quiet"),
            { State: TransferState.Asking } when !actions.CanHold() => (Text.FileUnsupported, "fail"),
            { State: TransferState.Asking } => (Text.FileAsking, "sealed"),
            { State: TransferState.Declined, Mine: true } => (Text.FileDeclinedPeer, "fail"),
            { State: TransferState.Declined } => (Text.FileDeclinedMine, "quiet"),
            { State: TransferState.Cancelled } => (Text.FileCancelled, "quiet"),
            { State: TransferState.Complete } => (transfer.Mine ? Text.FileThere : Text.FileHere, "direct"),
            { State: TransferState.Failed, Problem: TransferProblem.Gone } => (Text.FileGone, "fail"),
            { State: TransferState.Failed } => (Text.FileCorrupt, "fail"),
            { State: TransferState.Paused, Problem: TransferProblem.DiskFull } => (Text.FileDiskFull, "fail"),
            { State: TransferState.Paused } => (Text.FilePaused, "quiet"),
            { IsChecking: true } => (Text.FileChecking, "direct"),
            { PausedByPeer: true } => (Text.FilePausedByPeer, "quiet"),
            { IsMoving: true } => (Text.FileMoving, "direct"),
            _ when actions.IsGateClosed() => (Text.FileGate, "relay"),
            // Those before it have the way.
            { Done: > 0 } when actions.IsLinked() => (Text.FileContinues, "quiet"),
            { Done: > 0 } => (Text.FileLinkLost, "relay"),
            _ when actions.IsLinked() => (Text.FileWaiting, "quiet"),
            { Mine: true } => (Text.FileOnThisDevice, "relay"),
            _ => (Text.FileWaitingPeer, "relay"),
        };

    /// <summary>It may have reached the other person. A withdrawn or stopped one can be sent again, and its copy is kept for that.</summary>
    public static bool IsOffered(Message message) =>
        !message.Mine || message.State is not (MessageState.Withdrawn or MessageState.NotSent or MessageState.Failed);

    public static int Percent(Transfer moving) => moving.Size == 0 ? 100 : (int)(100.0 * moving.Done / moving.Size);

    public static string Progress(Language texts, Transfer moving) =>
        moving is { Rate: { } rate, Remaining: { } left }
            ? texts.Format(Text.FileMoving, Size(moving.Done), Size(moving.Size), Size(rate), Time(left))
            : texts.Format(Text.FileBegins, Size(moving.Done), Size(moving.Size));
}
