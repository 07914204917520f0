using Xunit;

namespace Rubaru.Client.Tests.Transport;

public sealed class SignalLossTests(ITestOutputHelper output)
{
    private const int Pairs = 100;
    private const uint LostPercent = 20;
    private uint _random = 1;

    /// <summary>
    /// Each signal is lost with one chance in five, each time it is sent, and sent again like the engine does: 100 of 100
    /// connect (bar C-signal). Fake time, so the figures hold on any machine.
    /// </summary>
    [Fact]
    public async Task With_a_fifth_of_the_signals_lost_every_pair_connects()
    {
        var times = new List<double>();
        for (var i = 0; i < Pairs; i++)
        {
            await using var pair = new LinkPair();
            foreach (var person in new[] { pair.Ann, pair.Bob })
            {
                person.Passes = _ => Next(100) >= LostPercent;
                person.Resend = Limits.SignalRetry;
            }

            pair.Reach();
            pair.Ann.Link.Want(true);
            pair.Bob.Link.Want(true);
            times.Add(pair.RunUntil(() => pair.BothFresh, 30));
        }

        times.Sort();
        output.WriteLine($"{times.Count} of {Pairs}: median {times[Pairs / 2]:F2} s, longest {times[^1]:F2} s");
        Assert.InRange(times[Pairs / 2], 0, 5);
    }

    private uint Next(uint bound)
    {
        // A linear congruential generator (Numerical Recipes): the same walk each time.
        _random = unchecked((_random * 1_664_525) + 1_013_904_223);
        return (_random >> 16) % bound;
    }
}
