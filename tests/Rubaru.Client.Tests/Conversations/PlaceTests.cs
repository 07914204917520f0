using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Pinned, archived, muted, coloured: choices of this device that outlive it.</summary>
public sealed class PlaceTests
{
    [Fact]
    public async Task Pinned_chats_stand_first_in_the_order_of_pinning()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var eve = await town.SettleAsync("Eve");
        await town.ConnectAsync(ann, eve);
        Assert.Equal(["Eve", "Bob"], Names(ann));
        await ann.With(bob).PinAsync(true);
        await town.PassAsync(TimeSpan.FromSeconds(1));
        await ann.With(eve).PinAsync(true);
        Assert.Equal(["Bob", "Eve"], Names(ann));
        await ann.RestartAsync();
        Assert.Equal(["Bob", "Eve"], Names(ann));
        await ann.With(bob).PinAsync(false);
        Assert.Equal(["Eve", "Bob"], Names(ann));
    }

    [Fact]
    public async Task An_archived_chat_comes_back_with_what_is_new_unless_it_is_muted()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.PinAsync(true);
        await ann.Only.ArchiveAsync(true);
        Assert.Null(ann.Only.PinnedAt);
        await ann.RestartAsync();
        Assert.True(ann.Only.IsArchived);
        await bob.Only.SendAsync("Hello?");
        await town.UntilAsync(() => ann.Only.Unread == 1, "it is there");
        Assert.False(ann.Only.IsArchived);

        await ann.Only.MuteAsync(Timeout.InfiniteTimeSpan);
        await ann.Only.ArchiveAsync(true);
        await bob.Only.SendAsync("Still there?");
        await town.UntilAsync(() => ann.Only.Unread == 2, "it is there");
        Assert.True(ann.Only.IsArchived);
        await ann.RestartAsync();
        Assert.Equal(DateTimeOffset.MaxValue.Date, ann.Only.MutedUntil?.Date);

        await ann.Only.MuteAsync(null);
        await ann.Only.SendAsync("Here I am");
        Assert.False(ann.Only.IsArchived);
    }

    [Fact]
    public async Task A_mute_ends_by_itself()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        await ann.Only.MuteAsync(TimeSpan.FromMinutes(1));
        Assert.True(ann.Only.IsMuted);
        await town.PassAsync(TimeSpan.FromSeconds(61), 1);
        Assert.False(ann.Only.IsMuted);
        Assert.Null(ann.Only.MutedUntil);
    }

    [Fact]
    public async Task A_colour_is_kept_and_one_that_does_not_exist_is_refused()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        await ann.Only.SetAccentAsync(3);
        await ann.RestartAsync();
        Assert.Equal(3, ann.Only.Accent);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ann.Only.SetAccentAsync(Conversation.Accents));
    }

    private static string[] Names(Person person) => [.. person.Client.Conversations.Select(chat => chat.Name)];
}
