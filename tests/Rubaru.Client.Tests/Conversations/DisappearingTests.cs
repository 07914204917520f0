using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.Backups;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>One timer for both, from delivery (mine) and from the screen (theirs), and nothing left after it.</summary>
public sealed class DisappearingTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_timer_holds_for_both_and_messages_go_after_delivery_here_and_after_being_seen_there()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SendAsync("stays");
        await ann.Only.SetLifetimeAsync(Hour);
        await town.UntilAsync(() => bob.Only.Lifetime == Hour, "Bob's device knows");
        Assert.Contains("timer-me:3600", Lines(ann));
        Assert.Contains("timer-peer:3600", Lines(bob));

        await ann.Only.SendAsync("goes");
        await bob.Only.SendAsync("goes too", bob.Only.Messages.LastOrDefault(m => m.Text == "stays"));
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "both are delivered");
        Assert.All((Message?[])[Of(ann, "goes"), Of(bob, "goes too")], message => Assert.NotNull(message!.Vanishes));
        Assert.All((Message?[])[Of(bob, "goes"), Of(ann, "goes too")], message => Assert.Null(message!.Vanishes));
        await bob.Only.ShowAsync();
        await town.UntilAsync(() => Of(bob, "goes")!.Vanishes is not null, "Bob has seen it");
        bob.Only.Hide();

        await town.PassAsync(Hour, 30);
        await town.UntilAsync(
            () => Of(ann, "goes") is null && Of(bob, "goes") is null && Of(bob, "goes too") is null,
            "gone"
        );
        // Ann never looked: what she has not seen does not go.
        Assert.NotNull(Of(ann, "goes too"));
        Assert.NotNull(Of(ann, "stays"));
        Assert.NotNull(Of(bob, "stays"));

        await bob.Only.SetLifetimeAsync(null);
        await town.UntilAsync(() => ann.Only.Lifetime is null, "it is off for both", step: 0.25);
        Assert.Contains("timer-off-peer:0", Lines(ann));
    }

    [Fact]
    public async Task Nothing_of_a_vanished_message_is_left_in_the_store_in_quotes_or_in_the_next_backup()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SetLifetimeAsync(Hour);
        await ann.Only.SendAsync("secret");
        await town.UntilAsync(() => ann.AllDelivered, "delivered");
        await ann.Only.SetLifetimeAsync(null);
        await ann.Only.SendAsync("about it", Of(ann, "secret"));
        await town.UntilAsync(() => ann.AllDelivered, "delivered");
        Assert.Equal("secret", Of(ann, "about it")!.Quote!.Text);
        var before = await CountAsync(ann);
        var (old, _) = await BackupFile.OfAsync(ann);

        // It is due while the app is closed: gone at the start.
        await ann.StopAsync();
        await town.PassAsync(Hour + Hour, 60);
        await ann.StartAsync();
        await ann.Only.ShowAsync();
        await town.UntilAsync(() => Of(ann, "secret") is null, "gone", step: 0.25);
        Assert.Null(Of(ann, "about it")!.Quote!.Text);
        Assert.Equal(before - 1, await CountAsync(ann));
        Assert.Equal(0, ann.Only.Vanishing.Count);

        var (file, made) = await BackupFile.OfAsync(ann);
        Assert.Equal(1, made.Messages);
        // Neither does an old file bring it back.
        var phone = await BackupFile.RestoredAsync(town, old, "Ann's phone");
        await phone.Only.ShowAsync();
        Assert.Null(Of(phone, "secret"));
        Assert.NotNull(Of(phone, "about it"));
    }

    [Fact]
    public async Task What_was_not_delivered_does_not_go()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SetLifetimeAsync(TimeSpan.FromMinutes(5));
        await town.UntilAsync(() => ann.Only.Outbox.Count == 0, "Bob's device knows");
        await bob.StopAsync();
        await ann.Only.SendAsync("waiting");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed");
        await town.PassAsync(Hour, 20);
        Assert.NotNull(Of(ann, "waiting"));
        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered", step: 0.25);
        Assert.NotNull(Of(ann, "waiting")!.Vanishes);
        // Withdrawn ones go as well, and one that is sent again begins anew.
        await bob.StopAsync();
        await ann.Only.SendAsync("second thoughts");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed", step: 0.25);
        await ann.Only.WithdrawAsync(ann.Said[^1].Id);
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Withdrawn, "withdrawn");
        Assert.NotNull(ann.Said[^1].Vanishes);
        await ann.Only.RetryAsync(ann.Said[^1].Id);
        Assert.Null(ann.Said[^1].Vanishes);
    }

    [Fact]
    public async Task New_chats_begin_with_the_default_and_the_last_choice_of_either_holds()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        await ann.Client.SetDefaultLifetimeAsync(Hour);
        await ann.RestartAsync();
        Assert.Equal(Hour, ann.Client.DefaultLifetime);
        await town.UntilAsync(() => ann.IsReady, "Ann is back");
        await town.ConnectAsync(ann, bob);
        Assert.Equal((Hour, Hour), (ann.Only.Lifetime, bob.Only.Lifetime));

        // A date that cannot be must not keep the timer from being changed.
        await ann.Client.Engine.Thread.RunAsync(async () =>
        {
            using var held = await ann.Client.Engine.Lock.EnterAsync();
            var step = new Step(ann.Client.Engine, ann.Only);
            step.Contact = step.Contact with
            {
                Lifetime = TimeSpan.FromMinutes(5),
                LifetimeSet = DateTimeOffset.MaxValue.AddYears(-1),
                UpdateDue = true,
            };
            await step.CommitAsync();
        });
        ann.Only.Courier.Wake();
        await town.UntilAsync(() => bob.Only.Lifetime == TimeSpan.FromMinutes(5), "Bob follows");
        await bob.Only.SetLifetimeAsync(TimeSpan.FromDays(1));
        Assert.InRange(bob.Only.Contact.LifetimeSet!.Value, default, town.Time.GetUtcNow().AddHours(26));
        await bob.RestartAsync();
        Assert.Equal(TimeSpan.FromDays(1), bob.Only.Lifetime);
    }

    private static async Task<int> CountAsync(Person person) =>
        (await person.Store.ReadRangeAsync(Table.Messages, null, null, int.MaxValue, false)).Count;

    private static Message? Of(Person person, string text) => person.Only.Messages.LastOrDefault(m => m.Text == text);

    private static string[] Lines(Person person) =>
        [.. person.Only.Messages.Where(m => m.Kind == MessageKind.System).Select(m => m.Text)];
}
