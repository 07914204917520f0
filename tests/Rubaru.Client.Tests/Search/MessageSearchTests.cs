using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Search;

/// <summary>Search over real profiles: what is stored is found, what is gone is not.</summary>
public sealed class MessageSearchTests
{
    private static async Task<string[]> FindAsync(Person person, string words) =>
        [.. (await person.Client.Search.FindAsync(words, 20)).Hits.Select(hit => hit.Message.Text)];

    [Fact]
    public async Task Messages_of_all_chats_are_found_newest_first_also_those_that_come_later()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var eve = await town.SettleAsync("Eve");
        await town.ConnectAsync(ann, eve);
        await ann.With(bob).SendAsync("Chai at six?");
        await town.PassAsync(TimeSpan.FromSeconds(1));
        await eve.Only.SendAsync("No chai, coffee");
        await town.UntilAsync(() => eve.AllDelivered && bob.Heard.Count == 1, "all is there");
        await ann.RestartAsync();

        Assert.False(ann.Client.Search.IsComplete);
        Assert.Empty(await FindAsync(ann, "chai"));
        await ann.Client.Search.PrepareAsync();
        Assert.True(ann.Client.Search.IsComplete);
        Assert.Equal(["No chai, coffee", "Chai at six?"], await FindAsync(ann, " CHAI "));
        Assert.Equal([ann.With(eve)], (await ann.Client.Search.FindAsync("coffee", 20)).Hits.Select(hit => hit.Chat));
        Assert.Empty(await FindAsync(ann, "tea"));
        Assert.Empty(await FindAsync(ann, "  "));

        await bob.Only.SendAsync("Then chai it is");
        await town.UntilAsync(() => ann.With(bob).Unread == 1, "it is there");
        var page = await ann.Client.Search.FindAsync("chai", 2);
        Assert.Equal((2, 3), (page.Hits.Count, page.Total));
        Assert.Equal("Then chai it is", page.Hits[0].Message.Text);
        Assert.Equal(2, (await ann.Client.Search.FindInAsync(ann.With(bob), "chai")).Count);
        // Lines of the system are not what somebody wrote.
        Assert.Empty(await FindAsync(ann, "contact-added"));
    }

    [Fact]
    public async Task Files_are_found_by_name_and_by_caption_across_chats_and_inside_one()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.Client.Search.PrepareAsync();
        await ann.OfferAsync(FileTown.Image([1, 2, 3]) with { Name = "Resume of June.PNG" });
        await town.UntilAsync(() => bob.LastFile() is not null, "it is there");
        var message = bob.Only.Messages[^1];

        // What came after the texts were read, and what is read after a restart.
        for (var round = 0; round < 2; round++)
        {
            foreach (
                var (words, found) in ((string, string)[])[("RESUME of", message.File!.Name), ("the SEA", "the sea")]
            )
            {
                var page = await bob.Client.Search.FindAsync(words, 20);
                var hit = Assert.Single(page.Hits);
                Assert.Equal((1, found, message.Order), (page.Total, hit.Found, hit.Message.Order));
                Assert.Equal([message.Order], await bob.Client.Search.FindInAsync(bob.Only, words));
            }
            // Nothing is found across the two, and a type that the sender says is no word of it.
            foreach (var words in (string[])["sea resume", "sea res", "image/png"])
                Assert.Empty((await bob.Client.Search.FindAsync(words, 20)).Hits);
            await bob.RestartAsync();
            await bob.Client.Search.PrepareAsync();
        }

        await bob.Only.DeleteForMeAsync(bob.Only.Messages[^1]);
        Assert.Empty((await bob.Client.Search.FindAsync("resume", 20)).Hits);
    }

    [Fact]
    public async Task What_is_gone_is_not_found()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SendAsync("keep this");
        await ann.Only.SendAsync("lose this");
        await ann.Client.Search.PrepareAsync();
        Assert.Equal(2, (await FindAsync(ann, "this")).Length);

        // Removed behind the back of the search: it looks again before it shows anything.
        var engine = ann.Client.Engine;
        var transaction = engine.Begin();
        var lost = ann.Only.Messages.Single(message => message.Text == "lose this");
        var key = new byte[ann.Only.Key.Length + 8];
        ann.Only.Key.CopyTo(key, 0);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(ann.Only.Key.Length), lost.Order);
        transaction.Delete(Table.Messages, key);
        await engine.CommitAsync(transaction);
        await ann.RestartAsync();
        await ann.Client.Search.PrepareAsync();
        Assert.Equal(["keep this"], await FindAsync(ann, "this"));

        await ann.Only.DeleteAsync();
        Assert.Empty(await FindAsync(ann, "this"));
        Assert.Equal(0, ann.Client.Search.Count);
        Assert.Equal("Bob", bob.ToString());
    }

    [Fact]
    public async Task A_long_chat_is_read_whole_and_opened_at_what_was_found()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        await SayManyAsync(ann, 700);
        await ann.RestartAsync();
        var chat = ann.Only;
        var places = await ann.Client.Search.FindInAsync(chat, "number 7 of");
        var place = Assert.Single(places);
        await chat.ShowAsync();
        Assert.Equal(Limits.Page, chat.Messages.Count);
        await chat.LoadBackToAsync(place);
        var at = chat.Messages.ToList().FindIndex(message => message.Order == place);
        Assert.Equal("This is number 7 of many.", chat.Messages[at].Text);
        Assert.True(at > 0);
        Assert.Equal(
            chat.Messages.Select(message => message.Order).Order(),
            chat.Messages.Select(message => message.Order)
        );
        chat.Hide();
        chat.Trim();
        await town.UntilAsync(() => chat.Messages.Count == Limits.Page && chat.HasOlder, "the rest is let go");
    }

    /// <summary>As lines of history in few commits: nobody is there to take them.</summary>
    private static Task SayManyAsync(Person person, int count) =>
        person.Client.Engine.Thread.RunAsync(async () =>
        {
            var engine = person.Client.Engine;
            using var held = await engine.Lock.EnterAsync();
            var step = new Client.Conversations.Step(engine, person.Only);
            for (var i = 0; i < count; i++)
                step.Append(
                    new Client.Conversations.Message(
                        (UInt128)(ulong)(i + 1),
                        0,
                        Client.Conversations.MessageKind.Text,
                        false,
                        $"This is number {i} of many.",
                        engine.Time.GetUtcNow(),
                        engine.Time.GetUtcNow(),
                        Client.Conversations.MessageState.Received,
                        Client.Conversations.MessagePath.Server,
                        null,
                        null,
                        100
                    )
                );
            await step.CommitAsync();
        });
}
