using CsCheck;
using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>
/// Two sessions and a random network (protocol section 14): reorder, loss, duplication, bit flips, restarts, crashes before
/// and after the commit, and old images of a profile. RUBARU_LONG makes the walk a hundred times longer.
/// </summary>
public class RandomWalkTests
{
    private static readonly (Party Alice, Party Bob) People = (new Party(), new Party());

    private static readonly Gen<Step[]> Steps = Gen.Select(
        Gen.Int[0, 13],
        Gen.Bool,
        Gen.Int[0, 1 << 20],
        Gen.Int[0, 1 << 20],
        (kind, alice, first, second) => new Step(Kinds[kind], alice, first, second)
    ).Array[1, 90];

    private static Kind[] Kinds =>
        [
            Kind.Send,
            Kind.Send,
            Kind.Send,
            Kind.SendLater,
            Kind.SendCrash,
            Kind.Flush,
            Kind.Deliver,
            Kind.Deliver,
            Kind.Deliver,
            Kind.DeliverCrash,
            Kind.DeliverFlipped,
            Kind.Repeat,
            Kind.Drop,
            Kind.Restart,
        ];

    private enum Kind
    {
        Send,
        SendLater,
        SendCrash,
        Flush,
        Deliver,
        DeliverCrash,
        DeliverFlipped,
        Repeat,
        Drop,
        Restart,
        RestoreOld,
    }

    [Fact]
    public void Everything_that_arrives_is_what_was_sent_and_nothing_else_is_accepted() =>
        Steps.Sample(
            steps =>
            {
                var walk = new Walk();
                foreach (var step in steps)
                {
                    walk.Take(step);
                }

                walk.DeliverTheRest(steps.Length);
            },
            iter: RunLength.Of(300)
        );

    [Fact]
    public void An_old_image_of_a_profile_never_reuses_a_key_nor_accepts_what_was_not_sent() =>
        Gen.Select(Steps, Steps, Gen.Bool, Gen.Int[1, 12])
            .Sample(
                (before, after, alice, depth) =>
                {
                    var walk = new Walk();
                    foreach (var step in before)
                    {
                        walk.Take(step);
                    }

                    walk.Take(new Step(Kind.RestoreOld, alice, depth, 0));
                    foreach (var step in after)
                    {
                        walk.Take(step);
                    }
                },
                iter: RunLength.Of(300)
            );

    private sealed record Step(Kind Kind, bool Alice, int First, int Second);

    private sealed class Walk
    {
        private readonly RecordingSodium _sodium = new();
        private readonly Walker _alice;
        private readonly Walker _bob;
        private readonly Dictionary<string, (byte[] Content, bool FromAlice)> _sent = [];
        private readonly HashSet<MessagePosition> _positions = [];
        private readonly HashSet<string> _accepted = [];
        private readonly List<byte[]> _toAlice = [];
        private readonly List<byte[]> _toBob = [];
        private bool _restored;
        private int _contents;

        public Walk()
        {
            var (alice, bob) = People;
            _alice = new Walker(_sodium, alice, bob);
            _bob = new Walker(_sodium, bob, alice);
            _alice.Begin(Handshake.Initiate(_sodium, alice.Identity, bob.Bundle, bob.Fingerprint, null));
        }

        public void Take(Step step)
        {
            var self = step.Alice ? _alice : _bob;
            var inbox = step.Alice ? _toAlice : _toBob;
            var at = inbox.Count == 0 ? -1 : step.First % inbox.Count;
            switch (step.Kind)
            {
                case Kind.Send or Kind.SendLater or Kind.SendCrash when self.CanSend:
                    Send(self, step);
                    break;
                case Kind.Flush:
                    Flush(self, step.Alice);
                    break;
                case Kind.Deliver when at >= 0:
                    Deliver(self, step.Alice, inbox[at], crash: false);
                    inbox.RemoveAt(at);
                    break;
                case Kind.DeliverCrash when at >= 0:
                    Deliver(self, step.Alice, inbox[at], crash: true);
                    break;
                case Kind.DeliverFlipped when at >= 0:
                    var flipped = inbox[at].ToArray();
                    flipped[step.Second % flipped.Length] ^= (byte)(1 << step.Second % 8);
                    Assert.NotEqual(DecryptOutcome.Accepted, self.Receive(flipped, crash: false).Outcome);
                    break;
                case Kind.Repeat when at >= 0:
                    inbox.Add(inbox[at]);
                    break;
                case Kind.Drop when at >= 0:
                    inbox.RemoveAt(at);
                    break;
                case Kind.Restart:
                    self.Restart();
                    break;
                case Kind.RestoreOld:
                    _restored = true;
                    self.RestoreOld(step.First);
                    break;
                default:
                    break; // nothing to do it with
            }
        }

        /// <summary>The network becomes good: everything that was not dropped arrives, in some order.</summary>
        public void DeliverTheRest(int seed)
        {
            Flush(_alice, alice: true);
            Flush(_bob, alice: false);
            foreach (var (self, alice, inbox) in new[] { (_alice, true, _toAlice), (_bob, false, _toBob) })
            {
                while (inbox.Count > 0)
                {
                    var at = seed % inbox.Count;
                    Deliver(self, alice, inbox[at], crash: false);
                    inbox.RemoveAt(at);
                }
            }

            Assert.Equal(_positions.Count, _sodium.Encryptions - _crashed);
        }

        private int _crashed;

        private void Send(Walker self, Step step)
        {
            byte[] content = [.. BitConverter.GetBytes(_contents++), .. new byte[step.Second % 700]];
            if (self.Send(content, crash: step.Kind == Kind.SendCrash) is not { } position)
            {
                _crashed++;
                return;
            }

            Assert.True(_positions.Add(position) || _restored, "A position was used twice.");
            _sent.Add(Convert.ToHexString(self.Outbox.Last()), (content, step.Alice));
            if (step.Kind == Kind.Send)
            {
                Flush(self, step.Alice);
            }
        }

        /// <summary>A resend sends the stored bytes (section 5.5).</summary>
        private void Flush(Walker self, bool alice)
        {
            while (self.Outbox.TryDequeue(out var message))
            {
                (alice ? _toBob : _toAlice).Add(message);
            }
        }

        private void Deliver(Walker self, bool toAlice, byte[] message, bool crash)
        {
            var name = Convert.ToHexString(message);
            var (content, fromAlice) = _sent[name];
            Assert.NotEqual(toAlice, fromAlice);
            var (outcome, read) = self.Receive(message, crash);
            if (outcome == DecryptOutcome.Accepted)
            {
                Assert.Equal(content, read);
            }

            if (!_restored)
            {
                var expected = _accepted.Contains(name) ? DecryptOutcome.Duplicate : DecryptOutcome.Accepted;
                Assert.Equal(expected, outcome);
            }

            if (outcome == DecryptOutcome.Accepted && !crash)
            {
                _accepted.Add(name);
            }
        }
    }
}
