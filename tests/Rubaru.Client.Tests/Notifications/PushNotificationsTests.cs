using System.Security.Cryptography;
using Rubaru.Client.Conversations;
using Rubaru.Client.Notifications;
using Rubaru.Client.Tests.World;
using Rubaru.Server.Push;
using Rubaru.Server.Tests.Push;
using Rubaru.Wire;
using Xunit;
using PushSubscription = Rubaru.Client.Notifications.PushSubscription;

namespace Rubaru.Client.Tests.Notifications;

/// <summary>The real server and engine; a listener at the address of a push service, and a device that a test scripts.</summary>
public sealed class PushNotificationsTests
{
    [Fact]
    public async Task Three_messages_for_somebody_away_are_one_push()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var town = await FoundAsync(provider);
        var (ann, bob) = await town.FriendsAsync();
        await TurnOnAsync(town, bob, provider);
        await bob.StopAsync();
        foreach (var text in (string[])["one", "two", "three"])
            await ann.Only.SendAsync(text);
        await town.UntilAsync(
            () => ann.Said.Count == 3 && ann.Said.All(message => message.State == MessageState.Sealed),
            "all three are sealed on the server"
        );
        Assert.Equal("wake", (await provider.ReceiveAsync()).Headers["Topic"]);
        await town.PassAsync(TimeSpan.FromMinutes(2), step: 1);
        Assert.Equal(1, provider.Count);
        await bob.StartAsync();
        await town.UntilAsync(() => bob.Heard.Count == 3, "Bob has all three");
    }

    [Fact]
    public async Task Nobody_is_asked_before_a_message_waited_on_a_server()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var town = await FoundAsync(provider);
        var (ann, bob) = await town.FriendsAsync();
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.False(ann.Client.Notifications.ShouldSuggest);
        await bob.StopAsync();
        await ann.Only.SendAsync("hello");
        await town.UntilAsync(() => ann.Client.Notifications.ShouldSuggest, "Ann is told about notifications");
        await bob.StartAsync();
        await town.UntilAsync(() => bob.Client.Notifications.ShouldSuggest, "Bob is told about notifications");
        Assert.Equal(0, ann.Device.Asked + bob.Device.Asked);

        await ann.Client.Notifications.DismissSuggestionAsync();
        Assert.False(ann.Client.Notifications.ShouldSuggest);
        await ann.RestartAsync();
        await town.UntilAsync(() => ann.IsReady, "Ann is back");
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.False(ann.Client.Notifications.ShouldSuggest);
        Assert.Equal(NotificationState.Off, ann.Client.Notifications.State);
    }

    [Theory]
    [InlineData(PushPermission.Denied, NotificationState.Denied)]
    [InlineData(PushPermission.Ask, NotificationState.Off)]
    [InlineData(PushPermission.Unsupported, NotificationState.Unsupported)]
    public async Task Without_permission_nothing_is_subscribed(PushPermission answer, NotificationState state)
    {
        await using var provider = await PushProvider.StartAsync();
        await using var town = await FoundAsync(provider);
        var ann = await town.SettleAsync("Ann");
        ann.Device.Answer = answer;
        await ann.Client.Notifications.TurnOnAsync();
        Assert.Equal(state, ann.Client.Notifications.State);
        Assert.False(ann.Client.Notifications.IsWanted);
        Assert.Equal(0, ann.Device.Subscribed);
    }

    [Fact]
    public async Task A_browser_that_never_subscribes_is_given_up_after_15_seconds()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var town = await FoundAsync(provider);
        var ann = await town.SettleAsync("Ann");
        var never = new TaskCompletionSource<PushSubscription>();
        ann.Device.Subscribe = _ => never.Task;
        var turning = ann.Client.Notifications.TurnOnAsync();
        await town.UntilAsync(() => ann.Device.Subscribed == 1, "the browser is asked");
        await town.PassAsync(TimeSpan.FromSeconds(13));
        Assert.False(turning.IsCompleted);
        Assert.Equal(NotificationState.Asking, ann.Client.Notifications.State);
        await town.PassAsync(TimeSpan.FromSeconds(3));
        await town.UntilAsync(() => turning.IsCompleted, "it was given up");
        Assert.Equal(NotificationState.TimedOut, ann.Client.Notifications.State);

        // It settles after all: the next look finds it.
        var late = Subscription(provider, (await KeyAsync(ann))!);
        never.SetResult(late);
        ann.Device.Change();
        await town.UntilAsync(() => ann.Client.Notifications.State == NotificationState.On, "it is on after all");
    }

    [Fact]
    public async Task A_browser_that_refuses_and_a_server_without_push_each_have_their_state()
    {
        await using var provider = await PushProvider.StartAsync();
        await using (var town = await FoundAsync(provider))
        {
            var ann = await town.SettleAsync("Ann");
            ann.MayFault = true;
            await ann.Client.Notifications.TurnOnAsync();
            Assert.Equal(NotificationState.Refused, ann.Client.Notifications.State);

            // An endpoint that this server does not ask.
            ann.Device.Subscribe = key =>
                Task.FromResult(Subscription(provider, key) with { Endpoint = "https://127.0.0.1/inside" });
            await ann.Client.Notifications.TurnOnAsync();
            Assert.Equal(NotificationState.Refused, ann.Client.Notifications.State);
        }
        await using var quiet = await Town.FoundAsync();
        var bob = await quiet.SettleAsync("Bob");
        await bob.Client.Notifications.TurnOnAsync();
        Assert.Equal(NotificationState.NoServer, bob.Client.Notifications.State);
        Assert.Equal(0, bob.Device.Subscribed);
    }

    [Fact]
    public async Task A_server_with_a_new_key_gets_a_new_subscription()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var town = await FoundAsync(provider);
        var ann = await town.SettleAsync("Ann");
        await TurnOnAsync(town, ann, provider);
        var before = ann.Device.Subscription!.ServerKey;
        await town.Server.StopAsync();
        town.Server.Forget();
        await town.Server.StartAsync();
        await town.UntilAsync(
            () => ann.Device is { Subscribed: 2, Subscription: not null },
            "the device subscribed again"
        );
        Assert.NotEqual(before, ann.Device.Subscription!.ServerKey);
        await PassesAsync(town, ann, provider);
    }

    [Fact]
    public async Task A_subscription_that_the_browser_replaced_is_put_again()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var town = await FoundAsync(provider);
        var ann = await town.SettleAsync("Ann");
        await TurnOnAsync(town, ann, provider);
        ann.Device.Subscription = ann.Device.Subscription! with { Endpoint = provider.Endpoint("/push/replaced") };
        ann.Device.Change();
        await town.PassAsync(TimeSpan.FromSeconds(1));
        await PassesAsync(town, ann, provider, "/push/replaced");
    }

    [Fact]
    public async Task A_test_names_the_station_where_it_ends()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var town = await FoundAsync(provider);
        var ann = await town.SettleAsync("Ann");
        await TurnOnAsync(town, ann, provider);
        await PassesAsync(town, ann, provider);

        // Taken by the push service, and nothing arrives.
        var testing = ann.Client.Notifications.TestAsync();
        await town.UntilAsync(() => ResultOf(ann, HopKind.Arrival) == HopResult.Running, "it waits for the arrival");
        await town.PassAsync(TimeSpan.FromSeconds(31), step: 1);
        await town.UntilAsync(() => testing.IsCompleted, "it is given up");
        Assert.Equal(HopResult.Failed, ResultOf(ann, HopKind.Arrival));

        provider.Answer = _ => (403, null, null);
        await ann.Client.Notifications.TestAsync();
        var refused = ann.Client.Notifications.Test[(int)HopKind.PushService];
        Assert.Equal((HopResult.Failed, PushOutcome.Refused, 403), (refused.Result, refused.Outcome, refused.Status));
        Assert.Equal(HopResult.NotReached, ResultOf(ann, HopKind.Arrival));

        // The push service forgot the subscription: it is put again by the next test.
        provider.Answer = _ => (410, null, null);
        await ann.Client.Notifications.TestAsync();
        Assert.Equal(PushOutcome.Gone, ann.Client.Notifications.Test[(int)HopKind.PushService].Outcome);
        provider.Answer = _ => (201, null, null);
        await PassesAsync(town, ann, provider);

        ann.Device.Permission = PushPermission.Denied;
        await ann.Client.Notifications.TestAsync();
        Assert.Equal(HopResult.Failed, ResultOf(ann, HopKind.Permission));
        Assert.Equal(HopResult.NotReached, ResultOf(ann, HopKind.Subscription));
    }

    [Fact]
    public async Task Turned_off_while_the_server_is_away_it_is_told_later()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var town = await FoundAsync(provider);
        var (ann, bob) = await town.FriendsAsync();
        await TurnOnAsync(town, bob, provider);
        await town.Server.StopAsync();
        await bob.Client.Notifications.TurnOffAsync();
        Assert.Equal(NotificationState.Off, bob.Client.Notifications.State);
        Assert.Null(bob.Device.Subscription);
        await bob.RestartAsync();
        await town.Server.StartAsync();
        await town.UntilAsync(() => bob.IsReady && ann.IsReady, "both are back");
        await town.UntilAsync(() => !bob.Client.Notifications.IsDropDue, "the server knows");
        await bob.StopAsync();
        await ann.Only.SendAsync("hello");
        await town.UntilAsync(() => ann.Said.All(message => message.State == MessageState.Sealed), "it is sealed");
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, provider.Count);
    }

    [Fact]
    public async Task It_stays_on_after_a_restart_and_ends_with_the_profile()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var town = await FoundAsync(provider);
        var ann = await town.SettleAsync("Ann");
        await TurnOnAsync(town, ann, provider);
        await ann.RestartAsync();
        await town.UntilAsync(() => ann.Client.Notifications.State == NotificationState.On, "it is on again");
        Assert.Equal(1, ann.Device.Subscribed);
        await ann.Client.EraseAsync();
        Assert.True(ann.Device.Erased);
    }

    [Fact]
    public async Task A_chat_has_an_opaque_name_that_finds_it_again()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var tag = ann.Client.Notifications.TagOf(ann.Only);
        Assert.DoesNotContain(tag, Convert.ToHexStringLower(bob.Fingerprint.ToBytes()), StringComparison.Ordinal);
        await ann.RestartAsync();
        Assert.Same(ann.Only, ann.Client.Notifications.Find(tag));
        Assert.Null(ann.Client.Notifications.Find(""));
    }

    private static Task<Town> FoundAsync(PushProvider provider) =>
        Town.FoundAsync(settings: options =>
            options with
            {
                PushSubject = "mailto:operator@example.org",
                PushHosts = new PushHosts([provider.Host]),
            }
        );

    private static async Task TurnOnAsync(Town town, Person person, PushProvider provider)
    {
        person.Device.Subscribe = key => Task.FromResult(Subscription(provider, key));
        var turning = person.Client.Notifications.TurnOnAsync();
        await town.UntilAsync(() => turning.IsCompleted, "notifications are turned on");
        Assert.Equal(NotificationState.On, person.Client.Notifications.State);
    }

    private static async Task PassesAsync(Town town, Person person, PushProvider provider, string path = "/push/device")
    {
        var testing = person.Client.Notifications.TestAsync();
        Assert.Equal(path, (await provider.ReceiveAsync()).Path);
        await town.UntilAsync(
            () => ResultOf(person, HopKind.Arrival) == HopResult.Running,
            "the push service took the test"
        );
        person.Device.Arrive(PushArrival.Test);
        await testing;
        Assert.All(person.Client.Notifications.Test, hop => Assert.Equal(HopResult.Passed, hop.Result));
        Assert.Equal(201, person.Client.Notifications.Test[(int)HopKind.PushService].Status);
    }

    private static HopResult ResultOf(Person person, HopKind kind) =>
        person.Client.Notifications.Test is { Count: > 0 } test ? test[(int)kind].Result : HopResult.NotReached;

    private static Task<byte[]?> KeyAsync(Person person) => person.Client.Engine.Mailbox.FetchPushKeyAsync();

    private static PushSubscription Subscription(PushProvider provider, byte[] key)
    {
        using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        return new PushSubscription(provider.Endpoint(), [4, .. point.X!, .. point.Y!], new byte[16], key);
    }
}
