using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Messages over the link, and what happens when it goes away.</summary>
public sealed class LinkPathTests
{
    [Fact]
    public async Task With_both_there_messages_go_directly_and_the_server_stores_nothing()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var stored = town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Class == DepositClass.Stored);

        for (var i = 0; i < 10; i++)
        {
            await ann.Only.SendAsync($"A{i}");
            await bob.Only.SendAsync($"B{i}");
        }
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "all is delivered");

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"A{i}"), bob.Heard);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"B{i}"), ann.Heard);
        Assert.All([.. ann.Said, .. bob.Said], message => Assert.Equal(MessagePath.Direct, message.Path));
        Assert.Equal(stored, town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Class == DepositClass.Stored));
    }

    [Fact]
    public async Task Both_chats_link_by_themselves_when_the_first_contact_is_complete()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.FriendsAsync();
        await town.UntilAsync(
            () => ann.Only.Path == MessagePath.Direct && bob.Only.Path == MessagePath.Direct,
            "both are linked without a word"
        );
    }

    [Fact]
    public async Task Direct_messages_go_on_while_the_server_is_down()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();

        await town.Server.StopAsync();
        await town.UntilAsync(() => ann.Client.Server == ServerState.Unreachable, "Ann sees the server is gone");
        await ann.Only.SendAsync("still here");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");

        Assert.Equal(["still here"], bob.Heard);
        Assert.Equal(MessagePath.Direct, ann.Said[^1].Path);
    }

    [Fact]
    public async Task What_the_link_did_not_acknowledge_goes_by_the_server_and_is_shown_once()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();

        town.Network.Cut();
        var sent = town.Time.GetUtcNow();
        await ann.Only.SendAsync("into the void");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered", step: 0.01);
        // The silence of the link and a second for a new one, as when a relay dies (fault table: 4 s).
        Assert.InRange((town.Time.GetUtcNow() - sent).TotalSeconds, 2, 4);
        town.Network.Heal();
        await town.UntilAsync(() => ann.Only.LinkState == Client.Transport.LinkState.Connected, "the link is back");
        await ann.Only.SendAsync("direct again");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");

        Assert.Equal(["into the void", "direct again"], bob.Heard);
        Assert.Equal(MessagePath.Server, ann.Said[^2].Path);
        Assert.Equal(MessagePath.Direct, ann.Said[^1].Path);
    }

    [Fact]
    public async Task A_message_waits_three_seconds_for_a_dial_and_not_longer()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.ShowAsync();
        await bob.StopAsync();
        await town.UntilAsync(() => ann.Only.LinkState == Client.Transport.LinkState.Idle, "the last dial ended");
        await town.PassAsync(TimeSpan.FromSeconds(8));
        await bob.StartAsync();
        // Small steps: on a busy machine much of this clock passes between an event and whoever waits for it.
        await town.UntilAsync(() => ann.Only.LinkState == Client.Transport.LinkState.Dialling, "Ann dials", step: 0.01);
        var dialled = town.Time.GetUtcNow();

        await ann.Only.SendAsync("patience");
        await town.UntilAsync(() => bob.Heard.Count == 1, "it arrived by the server", step: 0.01);

        var waited = town.Time.GetUtcNow() - dialled;
        Assert.InRange(waited, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_closed_page_says_bye_and_the_next_message_is_sealed_on_the_server()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();

        bob.Client.Leave();
        await town.UntilAsync(() => ann.Only.LinkState != Client.Transport.LinkState.Connected, "Ann heard the bye");
        await bob.StopAsync();
        await ann.Only.SendAsync("for later");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed");
        Assert.NotNull(ann.Said[^1].Expires);

        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "Bob has it");
        Assert.Equal(["for later"], bob.Heard);
        Assert.Equal(MessagePath.Server, ann.Said[^1].Path);
    }

    /// <summary>Out of the background cache the page goes on where it was: no new start, the chat still on the screen.</summary>
    [Fact]
    public async Task A_page_that_comes_back_after_its_bye_links_again()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        bob.Client.Leave();
        await town.UntilAsync(() => ann.Only.LinkState == Client.Transport.LinkState.Idle, "Ann heard the bye");

        bob.Client.Wake();
        await town.UntilAsync(
            () => ann.Only.Path == MessagePath.Direct && bob.Only.Path == MessagePath.Direct,
            "they are linked again"
        );
    }

    [Fact]
    public async Task Every_link_knows_whether_the_page_is_hidden_also_one_made_while_it_is()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        ann.Client.SetHidden(true);
        await town.ConnectAsync(ann, bob);
        await ann.Only.ShowAsync();
        await bob.Only.ShowAsync();
        await town.UntilAsync(() => ann.Only.Link is not null && bob.Only.Link is not null, "both have links");

        Assert.True(ann.Only.Link!.IsHidden);
        Assert.False(bob.Only.Link!.IsHidden);
        ann.Client.SetHidden(false);
        await town.UntilAsync(() => !ann.Only.Link!.IsHidden, "Ann's link knows");
        ann.Client.SetHidden(true);
        await town.UntilAsync(() => ann.Only.Link!.IsHidden, "and again");
    }
}
