using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Messages that go through the server: both people behind networks that no link gets through.</summary>
public sealed class ServerPathTests
{
    [Fact]
    public async Task Two_people_connect_by_an_invite_and_both_chats_open_by_themselves()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();

        Assert.Equal("Bob", ann.Only.Name);
        Assert.Equal("Ann", bob.Only.Name);
        Assert.Equal(["contact-added"], ann.Only.Messages.Select(message => message.Text));
        Assert.Equal(["invite-accepted"], bob.Only.Messages.Select(message => message.Text));
        Assert.Empty(ann.Client.OpenInvites);
    }

    [Fact]
    public async Task A_text_is_shown_once_and_acknowledged_by_the_receiver()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();

        await ann.Only.SendAsync("Kya haal hai?");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Delivered, "Ann sees it delivered");
        await bob.Only.SendAsync("Sab theek.");
        await town.UntilAsync(() => bob.Said[^1].State == MessageState.Delivered, "Bob sees it delivered");

        Assert.Equal(["Kya haal hai?"], bob.Heard);
        Assert.Equal(["Sab theek."], ann.Heard);
        Assert.Equal(MessagePath.Server, ann.Said[^1].Path);
        Assert.Equal(1, bob.Only.Unread);
    }
}
