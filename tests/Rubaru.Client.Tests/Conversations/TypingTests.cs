using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Typing is told over a live link only, seldom, and believed for a moment.</summary>
public sealed class TypingTests
{
    /// <summary>0x01, counter, one type byte and one of state, tag: no other link frame has this length.</summary>
    private const int TypingFrame = 1 + 8 + 2 + 16;

    [Fact]
    public async Task Typing_is_shown_for_six_seconds_after_the_last_word_of_it()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await ann.Only.TypingAsync();
        await town.UntilAsync(() => bob.Only.PeerIsTyping, "Bob sees it");
        var began = town.Time.GetUtcNow();
        await town.PassAsync(TimeSpan.FromSeconds(4));
        Assert.True(bob.Only.PeerIsTyping);
        await ann.Only.TypingAsync();
        await town.PassAsync(TimeSpan.FromSeconds(4));
        Assert.True(bob.Only.PeerIsTyping);
        await town.UntilAsync(() => !bob.Only.PeerIsTyping, "it passes");
        Assert.InRange((town.Time.GetUtcNow() - began).TotalSeconds, 9.5, 12);
        Assert.False(ann.Only.PeerIsTyping);
    }

    [Fact]
    public async Task It_is_told_at_most_once_in_three_seconds()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var told = 0;
        town.Network.Tap = frame => told += frame.Length == TypingFrame ? 1 : 0;
        for (var i = 0; i < 100; i++)
        {
            await ann.Only.TypingAsync();
            await town.PassAsync(TimeSpan.FromSeconds(0.1), step: 0.1);
        }
        Assert.True(bob.Only.PeerIsTyping);
        Assert.InRange(told, 4, 5);
    }

    [Fact]
    public async Task A_message_a_cleared_text_and_a_lost_link_end_it()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await ann.Only.TypingAsync();
        await town.UntilAsync(() => bob.Only.PeerIsTyping, "Bob sees it");
        await ann.Only.SendAsync("typed");
        await town.UntilAsync(() => bob.Heard.Count == 1, "it arrived");
        Assert.False(bob.Only.PeerIsTyping);

        await town.PassAsync(TimeSpan.FromSeconds(3));
        await ann.Only.SaveDraftAsync("never mind");
        await ann.Only.TypingAsync();
        await town.UntilAsync(() => bob.Only.PeerIsTyping, "Bob sees it");
        await ann.Only.SaveDraftAsync("");
        await town.UntilAsync(() => !bob.Only.PeerIsTyping, "the text is gone");

        await town.PassAsync(TimeSpan.FromSeconds(3));
        await ann.Only.TypingAsync();
        await town.UntilAsync(() => bob.Only.PeerIsTyping, "Bob sees it");
        var began = town.Time.GetUtcNow();
        town.Network.Cut();
        await town.UntilAsync(() => !bob.Only.PeerIsTyping, "the link is lost");
        Assert.InRange((town.Time.GetUtcNow() - began).TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task Without_a_link_nobody_is_told_and_the_server_least_of_all()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        // The chats are left, so that nobody dials any more: a signal would be a deposit.
        ann.Only.Hide();
        bob.Only.Hide();
        await town.PassAsync(TimeSpan.FromMinutes(4), step: 1);
        var deposits = town.Server.Tap.Of<Wire.Deposit>().Count();
        var told = 0;
        town.Network.Tap = frame => told += frame.Length == TypingFrame ? 1 : 0;
        for (var i = 0; i < 5; i++)
        {
            await ann.Only.TypingAsync();
            await town.PassAsync(TimeSpan.FromSeconds(0.1), step: 0.1);
        }
        Assert.False(bob.Only.PeerIsTyping);
        Assert.Equal(0, told);
        Assert.Equal(deposits, town.Server.Tap.Of<Wire.Deposit>().Count());
    }
}
