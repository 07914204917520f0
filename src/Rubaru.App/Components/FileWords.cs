using System.Globalization;
using Rubaru.App.Texts;
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
    /// <param name="linked">A link to the other person is there.</param>
    public static (Text Key, string Tone) State(Transfer? transfer, bool linked) =>
        transfer switch
        {
            null => (Text.FileNotHere, "quiet"),
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
            { Done: > 0 } => (Text.FileLinkLost, "relay"),
            _ when linked => (Text.FileWaiting, "quiet"),
            { Mine: true } => (Text.FileOnThisDevice, "relay"),
            _ => (Text.FileWaitingPeer, "relay"),
        };
}
