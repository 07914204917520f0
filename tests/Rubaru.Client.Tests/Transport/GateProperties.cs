using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Transport;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

/// <summary>For random orders of events: what the gate says is what an independent reading of the rules says.</summary>
public sealed class GateProperties
{
    private static readonly byte[] Own = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] Other = [.. Enumerable.Repeat((byte)2, 32)];
    private static readonly string[] Types = ["host", "srflx", "prflx", "relay", "", "later"];

    private enum Happening
    {
        Change,
        Read,
        LateRead,
        Hear,
        HearStale,
        HearOtherCertificate,
        Time,
        Choose,
        Send,
    }

    /// <summary>What was really so, kept in the plainest way: no message may leave unless all of it holds.</summary>
    private sealed class Truth
    {
        public string? Local;
        public string? Remote;
        public bool PeerHeardMyLast;
        public string Theirs = "";
        public bool Heard;
        public DeliveryMode TheirMode;
        public DateTimeOffset HeardAt;

        public bool Allows(DeliveryMode mode, DateTimeOffset now)
        {
            var known = new[] { "host", "srflx", "prflx", "relay" };
            var ends = new[] { Local, Remote, Theirs };
            if (!ends.All(end => known.Contains(end)) || !Heard || !PeerHeardMyLast)
                return false;
            if (now - HeardAt >= TimeSpan.FromSeconds(3))
                return false;
            var direct = mode == DeliveryMode.DirectOnly || TheirMode == DeliveryMode.DirectOnly;
            return !direct || !ends.Contains("relay");
        }
    }

    [Fact]
    public void For_random_orders_of_events_nothing_leaves_while_the_gate_is_closed()
    {
        var (sent, opened) = (0, 0);
        Gen.Select(
                Gen.Enum<Happening>(),
                Gen.Int[0, 5].Select(i => Types[i]),
                Gen.Int[0, 5].Select(i => Types[i]),
                Gen.Bool.Select(direct => direct ? DeliveryMode.DirectOnly : DeliveryMode.DirectOrRelay),
                Gen.Int[0, 3500]
            )
            .Array[5, 60]
            .Sample(
                events =>
                {
                    var time = new FakeTimeProvider();
                    var link = new LinkAttestation(time);
                    var truth = new Truth();
                    foreach (var (happening, a, b, mode, ms) in events)
                    {
                        Happen(happening, a, b, mode, ms, time, link, truth);
                        foreach (var asked in new[] { DeliveryMode.DirectOnly, DeliveryMode.DirectOrRelay })
                        {
                            var allowed = truth.Allows(asked, time.GetUtcNow());
                            var left = false;
                            link.TrySend(asked, () => true, () => left = true);
                            Assert.Equal(allowed, left);
                            Assert.Equal(allowed, link.Judge(asked) == StrictGate.Open);
                            Assert.False(link.TrySend(asked, () => false, () => true));
                            opened += allowed ? 1 : 0;
                            sent++;
                        }
                    }
                },
                iter: 2000
            );
        Assert.True(opened > sent / 100, $"Open in {opened} of {sent}: the walk does not reach what it should test.");
    }

    private static void Happen(
        Happening happening,
        string a,
        string b,
        DeliveryMode mode,
        int ms,
        FakeTimeProvider time,
        LinkAttestation link,
        Truth truth
    )
    {
        switch (happening)
        {
            case Happening.Change:
                link.Changed();
                (truth.Local, truth.Remote, truth.PeerHeardMyLast) = (null, null, false);
                break;
            case Happening.Read:
                if (link.Read(new SelectedPath(a, b, "udp", ms, true), link.Changes))
                    (truth.Local, truth.Remote, truth.PeerHeardMyLast) = (a, b, false);
                break;
            case Happening.LateRead:
                // Begun before a change, finished after it: it is of a pair that is gone.
                Assert.False(link.Read(new SelectedPath(a, b, "udp", ms, true), link.Changes - 1));
                break;
            case Happening.Hear or Happening.Send:
                Hear(link, truth, a, mode, link.Say(Own, Other).Number, time);
                truth.PeerHeardMyLast = true;
                break;
            case Happening.HearStale:
                Hear(link, truth, a, mode, link.Say(Own, Other).Number - 1, time);
                truth.PeerHeardMyLast = false;
                break;
            case Happening.HearOtherCertificate:
                var lie = new PathAttestation(
                    CandidateType.Host,
                    "udp",
                    mode,
                    1,
                    link.Say(Own, Other).Number,
                    Own,
                    Other
                );
                Assert.False(link.Hear(lie, Own, Other));
                truth.Heard = false;
                truth.Theirs = "";
                break;
            case Happening.Time:
                time.Advance(TimeSpan.FromMilliseconds(ms));
                break;
            case Happening.Choose:
                if (link.Choose(mode))
                    truth.PeerHeardMyLast = false;
                break;
        }
    }

    private static void Hear(
        LinkAttestation link,
        Truth truth,
        string type,
        DeliveryMode mode,
        uint seen,
        FakeTimeProvider time
    )
    {
        var said = new PathAttestation(PathAttestation.TypeOf(type), "udp", mode, 1, seen, Other, Own);
        Assert.True(link.Hear(said, Own, Other));
        (truth.Theirs, truth.TheirMode, truth.Heard, truth.HeardAt) = (type, mode, true, time.GetUtcNow());
    }
}
