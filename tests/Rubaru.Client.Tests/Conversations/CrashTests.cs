using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Processes die at commits, sockets are cut, the server is killed: nothing is lost, nothing is shown twice.</summary>
public sealed class CrashTests
{
    /// <summary>From typing to the receipt there are a handful of commits on each side; each is a place to die.</summary>
    [Theory]
    [InlineData(CrashPoint.BeforeCommit)]
    [InlineData(CrashPoint.AfterCommit)]
    internal async Task A_process_that_dies_at_any_commit_loses_and_doubles_nothing(CrashPoint point)
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var sent = new List<string>();
        for (var commit = 0; commit < 4; commit++)
        {
            foreach (var victim in new[] { ann, bob })
            {
                victim.Store.CommitsBeforeCrash = commit;
                victim.Store.Crash = point;
                victim.MayFault = true;
                var text = $"{point} {commit} {victim}";
                try
                {
                    await ann.Only.SendAsync(text);
                }
                catch (OperationCanceledException)
                {
                    // Ann died in the middle of it; her disk knows whether the text was committed.
                }
                await town.PassAsync(TimeSpan.FromSeconds(2), step: 0.05);
                await victim.RestartAsync();
                victim.MayFault = false;
                await ann.Only.ShowAsync();
                if (ann.Said.Any(message => message.Text == text))
                    sent.Add(text);
                await town.UntilAsync(() => ann.AllDelivered && ann.Only.Outbox.Count == 0, $"{text} is delivered");
            }
        }
        await bob.Only.ShowAsync();
        Assert.True(sent.Count >= 4);
        Assert.Equal(sent, bob.Heard);
    }

    /// <summary>Both people write while everything around them fails, by both paths; in the end all is there, in order, once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_random_walk_of_sends_and_faults_loses_and_doubles_nothing(uint seed)
    {
        var steps = Steps(seed, 60);
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.FriendsAsync();
        var said = new Dictionary<Person, List<string>> { [ann] = [], [bob] = [] };
        foreach (var step in steps)
        {
            await PlayAsync(town, ann, bob, said, step);
            await town.PassAsync(TimeSpan.FromSeconds(0.4), step: 0.1);
        }
        if (!town.Server.IsRunning)
            await town.Server.StartAsync();
        town.Network.Heal();
        // A restart loads the last page only; what is compared is the whole history.
        foreach (var person in new[] { ann, bob })
        {
            while (person.Only.HasOlder)
                await person.Only.LoadOlderAsync();
        }
        await town.UntilAsync(
            () => Complete(bob, said[ann]) && Complete(ann, said[bob]) && ann.AllDelivered && bob.AllDelivered,
            $"all has arrived after {string.Join(",", steps)}",
            step: 0.25
        );
        Assert.Equal(said[ann], bob.Heard);
        Assert.Equal(said[bob], ann.Heard);
    }

    /// <summary>A linear congruential generator: the same walk on every machine.</summary>
    private static int[] Steps(uint seed, int count)
    {
        var steps = new int[count];
        for (var i = 0; i < count; i++)
        {
            seed = unchecked((seed * 1_664_525) + 1_013_904_223);
            steps[i] = (int)((seed >> 16) % 12);
        }
        return steps;
    }

    private static async Task PlayAsync(
        Town town,
        Person ann,
        Person bob,
        Dictionary<Person, List<string>> said,
        int step
    )
    {
        switch (step)
        {
            case 0 or 1 or 2 or 3:
                var writer = step % 2 == 0 ? ann : bob;
                for (var i = 0; i <= step; i++)
                {
                    said[writer].Add($"{writer} {said[writer].Count}");
                    await writer.Only.SendAsync(said[writer][^1]);
                }
                break;
            case 4:
                await ann.RestartAsync();
                await ann.Only.ShowAsync();
                break;
            case 5:
                await bob.RestartAsync();
                await bob.Only.ShowAsync();
                break;
            case 6:
                await town.Server.StopAsync();
                break;
            case 7 when !town.Server.IsRunning:
                await town.Server.StartAsync();
                break;
            case 8:
                town.Network.Cut();
                break;
            case 9:
                town.Network.Heal();
                break;
            case 10:
                town.Server.Tap.Cut("/v1/mailbox");
                break;
            default:
                town.Server.Tap.Cut("/v1/deposit");
                await ann.Only.ShowAsync();
                await bob.Only.ShowAsync();
                break;
        }
    }

    private static bool Complete(Person person, List<string> texts) => person.Heard.Count >= texts.Count;
}
