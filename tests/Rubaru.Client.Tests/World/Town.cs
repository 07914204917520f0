using Microsoft.Extensions.Time.Testing;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.Transport;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.Client.Tests.World;

/// <summary>
/// People with real engines, one real server, one in-memory peer network, one fake clock. Time moves while a test waits
/// for something, in small steps, so that every time-out of the product is real for it.
/// </summary>
internal sealed class Town : IAsyncDisposable
{
    private readonly List<Person> _people = [];

    public NativeSodium Sodium { get; } = new();
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    public MemoryPeerNetwork Network { get; }
    public ServerProcess Server { get; }

    private Town()
    {
        Network = new MemoryPeerNetwork(Time) { IsImpossible = true };
        Server = new ServerProcess(Time);
    }

    /// <param name="peers">Links between people form; otherwise everything goes by the server.</param>
    /// <param name="settings">What the operator of the server sets.</param>
    public static async Task<Town> FoundAsync(
        bool peers = false,
        Func<Server.ServerOptions, Server.ServerOptions>? settings = null
    )
    {
        var town = new Town();
        town.Server.Settings = settings ?? town.Server.Settings;
        town.Network.IsImpossible = !peers;
        await town.Server.StartAsync();
        return town;
    }

    public async Task<Person> SettleAsync(string name, TimeSpan clockError = default)
    {
        var person = new Person(this, name) { Clock = new WrongClock(Time, clockError) };
        _people.Add(person);
        await person.CreateAsync();
        await UntilAsync(() => person.IsReady, $"{name} is ready");
        return person;
    }

    /// <summary>Somebody with a device that has no profile yet.</summary>
    public async Task<Person> ArriveAsync(string name)
    {
        var person = new Person(this, name);
        _people.Add(person);
        await person.StartAsync();
        return person;
    }

    /// <summary>The same profile in a second process.</summary>
    public Person Twin(Person person)
    {
        var twin = person.Twin();
        _people.Add(twin);
        return twin;
    }

    /// <summary>Both have restarted, so that what is stored was read again.</summary>
    public async Task ConnectedAgainAsync(Person a, Person b)
    {
        await a.RestartAsync();
        await b.RestartAsync();
        await UntilAsync(() => a.IsReady && b.IsReady, "both are back");
    }

    /// <summary>Two people who are contacts already.</summary>
    public async Task<(Person Ann, Person Bob)> FriendsAsync()
    {
        var ann = await SettleAsync("Ann");
        var bob = await SettleAsync("Bob");
        await ConnectAsync(ann, bob);
        return (ann, bob);
    }

    /// <summary>Two contacts with their chats on the screen and a link between them.</summary>
    public async Task<(Person Ann, Person Bob)> LinkedAsync()
    {
        var (ann, bob) = await FriendsAsync();
        await ann.Only.ShowAsync();
        await bob.Only.ShowAsync();
        await UntilAsync(
            () => ann.Only.Path == MessagePath.Direct && bob.Only.Path == MessagePath.Direct,
            "they are linked"
        );
        return (ann, bob);
    }

    public async Task ConnectAsync(Person inviter, Person opener)
    {
        var (problem, _) = await opener.OpenAsync(await inviter.InviteAsync());
        Assert.Equal(InviteProblem.None, problem);
        await UntilAsync(
            () =>
                opener.Knows(inviter)
                && inviter.Knows(opener)
                && opener.With(inviter).Outbox.Count == 0
                && inviter.With(opener).Outbox.Count == 0
                // A contact may tell a capability before the server has it.
                && opener.Client.Engine.Capabilities.Unsynced.Count == 0
                && inviter.Client.Engine.Capabilities.Unsynced.Count == 0,
            $"{opener} and {inviter} are connected"
        );
    }

    /// <summary>Lets time pass until something is so. Fails after a minute of real time.</summary>
    public async Task UntilAsync(Func<bool> condition, string what, double step = 0.05)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!Holds(condition))
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(60))
                Assert.Fail(
                    $"Waited in vain until {what}. {string.Join(" | ", _people.Select(person => person.Describe()))}"
                );
            await TurnAsync(step);
        }
        foreach (var person in _people)
            person.AssertHealthy();
    }

    /// <summary>The engines run on while a test looks at them; a look that met a change is repeated.</summary>
    private static bool Holds(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (InvalidOperationException)
        {
            // A collection changed under the reader, or somebody has no only chat yet.
            return false;
        }
    }

    /// <summary>Lets this much time pass, in steps.</summary>
    public async Task PassAsync(TimeSpan time, double step = 0.25)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(step))
            await TurnAsync(step);
    }

    /// <summary>
    /// Long spans in long steps, in which every socket is found dead; then a while in short ones, until they hold again.
    /// </summary>
    public async Task LeapAsync(TimeSpan time, double step, params Person[] people)
    {
        await PassAsync(time, step);
        await PassAsync(TimeSpan.FromSeconds(15), 0.1);
        await UntilAsync(() => people.All(person => person.IsReady), "they are connected again");
    }

    /// <summary>
    /// Everybody gets the processor for a moment, then the clock moves on. The moment is real time: engines, server and
    /// sockets run on the thread pool, and nothing can tell that all of them are idle. What waits for a thread is given
    /// a while longer, so that no time-out of the product passes only because the machine is busy. Tests wait for what
    /// they expect.
    /// </summary>
    private async Task TurnAsync(double step)
    {
        var patience = 20;
        do await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        while (ThreadPool.PendingWorkItemCount > 0 && --patience > 0);
        Time.Advance(TimeSpan.FromSeconds(step));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people)
            await person.DisposeAsync();
        await Server.DisposeAsync();
        Network.Dispose();
    }
}
