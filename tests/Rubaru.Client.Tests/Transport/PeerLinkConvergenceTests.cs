using CsCheck;
using Rubaru.Client.Transport;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

public sealed class PeerLinkConvergenceTests
{
    /// <summary>Whatever happened, when the network works again both ends end up with the same single connection.</summary>
    [Fact]
    public void A_hundred_random_histories_converge_to_exactly_one_link() =>
        Gen.Int[0, int.MaxValue - 1]
            .Sample(
                seed =>
                {
                    var history = new History((uint)seed);
                    history.Run();
                },
                iter: 100,
                threads: 1
            );

    private sealed class History(uint seed)
    {
        private uint _state = seed | 1;

        internal void Run()
        {
            var pair = new LinkPair();
            Lossy(pair.Ann, Next(40));
            Lossy(pair.Bob, Next(40));
            pair.Reach();
            for (var step = 0; step < 40; step++)
            {
                Act(pair, Next(11));
                pair.Run(Next(30) / 10.0);
            }

            pair.Network.Heal();
            pair.Network.IsImpossible = false;
            foreach (var person in new[] { pair.Ann, pair.Bob })
            {
                person.Link.SetHidden(false);
                person.Passes = _ => true;
                person.Link.PeerReachable = true;
                person.Link.Want(true);
            }

            // Longest: a wait of the redial, an attempt that began before, and the attempt that succeeds.
            pair.RunUntil(() => pair.BothFresh, 25);
            pair.Run(10);
            Assert.True(pair.BothFresh, $"seed {seed}");
            Assert.Equal(2, pair.Network.Alive);
            Assert.Null(pair.Ann.Link.LastFault);
            Assert.Null(pair.Bob.Link.LastFault);
            Assert.Equal((0, 0), (pair.Ann.IdentityFailures, pair.Bob.IdentityFailures));
            Assert.True(pair.Ann.Link.TrySend([1]));
            pair.Run(0.1);
            Assert.Single(pair.Bob.Messages);
        }

        private void Act(LinkPair pair, uint action)
        {
            var person = Next(2) == 0 ? pair.Ann : pair.Bob;
            switch (action)
            {
                case 0 or 1 or 2:
                    person.Link.Want(true);
                    break;
                case 3:
                    person.Link.Want(false);
                    break;
                case 4:
                    pair.Network.Cut();
                    break;
                case 5 or 6:
                    pair.Network.Heal();
                    break;
                case 7:
                    _ = person.Link.CloseAsync();
                    break;
                case 8:
                    person.Link.PeerReachable = Next(3) > 0;
                    break;
                case 9:
                    person.Link.Wake();
                    break;
                default:
                    person.Link.SetHidden(Next(2) == 0);
                    break;
            }
        }

        private void Lossy(LinkPerson person, uint percent)
        {
            person.Passes = _ => Next(100) >= percent;
            person.Resend = Next(2) == 0 ? TimeSpan.FromSeconds(1) : null;
            person.Latency = () => TimeSpan.FromMilliseconds(10 + Next(200));
        }

        private uint Next(uint bound)
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            return _state % bound;
        }
    }
}
