using Rubaru.App.Texts;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

public enum HistoryLineKind
{
    Day,
    Unread,
    System,
    Bubble,
}

/// <summary>One list item of a chat.</summary>
/// <param name="Key">Stable over changes of the same message, for <c>@key</c>.</param>
/// <param name="First">First bubble of a group of one person within three minutes.</param>
/// <param name="Last">Last bubble of such a group: it has the tail.</param>
/// <param name="Latest">The last message of mine: its state stands below it in words.</param>
public readonly record struct HistoryLine(
    object Key,
    HistoryLineKind Kind,
    Message Message,
    bool First,
    bool Last,
    bool Latest
)
{
    private static readonly TimeSpan GroupSpan = TimeSpan.FromMinutes(3);

    /// <param name="firstUnread">The id of the message above which "3 new messages" stands.</param>
    /// <param name="atEnd">The last of them is the last of the chat.</param>
    internal static List<HistoryLine> Of(
        IReadOnlyList<Message> messages,
        Moments moments,
        UInt128? firstUnread,
        bool atEnd = true
    )
    {
        var lines = new List<HistoryLine>(messages.Count + 8);
        var latestMine = atEnd ? LatestMine(messages) : null;
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            var day = moments.DayOf(message.Sent);
            if (i == 0 || moments.DayOf(messages[i - 1].Sent) != day)
            {
                // Keyed by its first message: a clock set back can bring the same day twice.
                lines.Add(new((HistoryLineKind.Day, message.Id), HistoryLineKind.Day, message, false, false, false));
            }

            if (message.Id == firstUnread)
            {
                lines.Add(new(HistoryLineKind.Unread, HistoryLineKind.Unread, message, false, false, false));
            }

            if (message.Kind == MessageKind.System)
            {
                lines.Add(new(message.Id, HistoryLineKind.System, message, false, false, false));
                continue;
            }

            var first = i == 0 || message.Id == firstUnread || !Together(messages[i - 1], message, moments);
            var last =
                i == messages.Count - 1
                || messages[i + 1].Id == firstUnread
                || !Together(message, messages[i + 1], moments);
            lines.Add(new(message.Id, HistoryLineKind.Bubble, message, first, last, message.Id == latestMine));
        }

        return lines;
    }

    private static bool Together(Message a, Message b, Moments moments) =>
        a.Kind != MessageKind.System
        && b.Kind != MessageKind.System
        && a.Mine == b.Mine
        && (b.Sent - a.Sent).Duration() <= GroupSpan
        && moments.DayOf(a.Sent) == moments.DayOf(b.Sent);

    private static UInt128? LatestMine(IReadOnlyList<Message> messages)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Kind != MessageKind.System)
            {
                return messages[i].Mine ? messages[i].Id : null;
            }
        }

        return null;
    }
}
