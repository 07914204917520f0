using Rubaru.Client.Identity;

namespace Rubaru.Client.Conversations;

/// <summary>Where a chat stands in the list, whether it makes itself heard, and its colour. Known to this device only.</summary>
public sealed partial class Conversation
{
    /// <summary>Colours to choose from; 0 is the app's own. A strict chat is violet whatever was chosen.</summary>
    public const int Accents = 6;

    /// <summary>When it was pinned: pinned chats stand first, in the order in which they were pinned.</summary>
    public DateTimeOffset? PinnedAt => Contact.PinnedAt;

    /// <summary>Out of the list until something new comes; a muted one stays out.</summary>
    public bool IsArchived => Contact.IsArchived;

    /// <summary>No notification and no number on the app until then; <see cref="DateTimeOffset.MaxValue"/>: until it is changed.</summary>
    public DateTimeOffset? MutedUntil => IsMuted ? Contact.MutedUntil : null;

    public bool IsMuted => Contact.IsMuted(_engine.Time.GetUtcNow());

    public int Accent => Contact.Accent;

    /// <summary>A pinned chat leaves the archive.</summary>
    public Task PinAsync(bool pinned) =>
        ChangeAsync(contact =>
            contact with
            {
                PinnedAt = pinned ? contact.PinnedAt ?? _engine.Time.GetUtcNow() : null,
                IsArchived = contact.IsArchived && !pinned,
            }
        );

    /// <summary>An archived chat is not pinned.</summary>
    public Task ArchiveAsync(bool archived) =>
        ChangeAsync(contact => contact with { IsArchived = archived, PinnedAt = archived ? null : contact.PinnedAt });

    /// <param name="time"><c>null</c>: it is heard again. <see cref="Timeout.InfiniteTimeSpan"/>: muted until that.</param>
    public Task MuteAsync(TimeSpan? time) =>
        ChangeAsync(contact =>
            contact with
            {
                MutedUntil =
                    time is not { } span ? null
                    : span == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue
                    : _engine.Time.GetUtcNow() + span,
            }
        );

    /// <exception cref="ArgumentOutOfRangeException">Not one of <see cref="Accents"/>.</exception>
    public Task SetAccentAsync(int accent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(accent);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(accent, Accents);
        return ChangeAsync(contact => contact with { Accent = accent });
    }

    private Task ChangeAsync(Func<Contact, Contact> change) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted)
                    return;
                var step = new Step(_engine, this);
                step.Contact = change(step.Contact);
                if (step.Contact == Contact)
                    return;
                await step.CommitAsync();
            }
            _engine.Notify();
        });
}
