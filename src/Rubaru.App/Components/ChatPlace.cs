using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>Where a chat stands, whether it is heard, its colour, and how each is changed.</summary>
public sealed record ChatPlace(
    bool IsPinned,
    bool IsArchived,
    DateTimeOffset? MutedUntil,
    int Accent,
    Func<bool, Task> Pin,
    Func<bool, Task> Archive,
    Func<TimeSpan?, Task> Mute,
    Func<int, Task> Colour
)
{
    public static ChatPlace Of(Conversation chat) =>
        new(
            chat.PinnedAt is not null,
            chat.IsArchived,
            chat.MutedUntil,
            chat.Accent,
            chat.PinAsync,
            chat.ArchiveAsync,
            chat.MuteAsync,
            chat.SetAccentAsync
        );
}
