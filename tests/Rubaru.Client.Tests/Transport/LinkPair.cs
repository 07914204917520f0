using Microsoft.Extensions.Time.Testing;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

/// <summary>Two people with a link to each other over a <see cref="MemoryPeerNetwork"/> and a signalling path, in fake time.</summary>
internal sealed class LinkPair : IAsyncDisposable
{
    private static readonly NativeSodium Sodium = new();

    internal LinkPair()
    {
        Network = new MemoryPeerNetwork(Time);
        Line = new DelayLine(Time);

        // Ann's fingerprint is the smaller one: she is polite.
        Ann = new LinkPerson(this, "Ann");
        Bob = new LinkPerson(this, "Bob");
        Ann.Peers = Network.CreatePeers();
        Bob.Peers = Network.CreatePeers();
        Ann.Link = new PeerLink(Sodium, Time, Ann.Peers, new(0, 1), new(0, 2), Ann);
        Bob.Link = new PeerLink(Sodium, Time, Bob.Peers, new(0, 2), new(0, 1), Bob);
        Ann.Other = Bob;
        Bob.Other = Ann;
    }

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    internal MemoryPeerNetwork Network { get; }
    internal DelayLine Line { get; }
    internal LinkPerson Ann { get; }
    internal LinkPerson Bob { get; }

    internal bool BothFresh => Ann.Link.IsFresh && Bob.Link.IsFresh;

    public async ValueTask DisposeAsync()
    {
        await Ann.Link.DisposeAsync();
        await Bob.Link.DisposeAsync();
        Network.Dispose();
        Line.Dispose();
    }

    internal void Reach(bool reachable = true)
    {
        Ann.Link.PeerReachable = reachable;
        Bob.Link.PeerReachable = reachable;
    }

    internal void Run(double seconds)
    {
        for (var step = 0; step < seconds * 100; step++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <returns>Fake seconds until the condition held; fails after <paramref name="limit"/>.</returns>
    internal double RunUntil(Func<bool> condition, double limit = 60)
    {
        var start = Time.GetUtcNow();
        while (!condition())
        {
            var passed = (Time.GetUtcNow() - start).TotalSeconds;
            Assert.True(passed < limit, $"Not within {limit} s. Ann: {Ann.Link.State}, Bob: {Bob.Link.State}");
            Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        return (Time.GetUtcNow() - start).TotalSeconds;
    }

    /// <summary>A connected pair whose heartbeat has settled.</summary>
    internal static LinkPair Connected()
    {
        var pair = new LinkPair();
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.Bob.Link.Want(true);
        pair.RunUntil(() => pair.BothFresh);
        pair.Run(0.5);
        return pair;
    }
}
