using Microsoft.Extensions.Time.Testing;
using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.Transport;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.Client.Tests.Sessions;

/// <summary>
/// One walk: two people write while the server loses, repeats, delays and reorders what they send, their devices are made
/// anew or rolled back, prekeys are renewed, and both set up encryption again as they like. Then everything is delivered.
/// </summary>
internal sealed class SessionWalk
{
    private const int Length = 30;

    /// <summary>All that people are told.</summary>
    private static readonly string[] _lines = ["contact-added", "invite-accepted", "session-reset"];
    private readonly List<string> _played = [];
    private readonly WalkDevice _ann;
    private readonly WalkDevice _bob;
    private uint _seed;
    private bool _rolledBack;
    private bool _reset;

    public SessionWalk(Images images, uint seed)
    {
        _seed = seed;
        Time = new FakeTimeProvider(images.Now);
        Network = new MemoryPeerNetwork(Time) { IsImpossible = true };
        _ann = new WalkDevice(this, "A", images.Ann.Store.Copy(), images.Ann.Key);
        _bob = new WalkDevice(this, "B", images.Bob.Store.Copy(), images.Bob.Key);
        (_ann.Peer, _bob.Peer) = (_bob, _ann);
    }

    public static NativeSodium Sodium { get; } = new();
    public FakeTimeProvider Time { get; }
    public MemoryPeerNetwork Network { get; }
    public Pump Pump { get; } = new();
    public List<OnItsWay> OnItsWay { get; } = [];

    /// <summary>Plays on the calling thread, which has nothing else to do.</summary>
    public WalkResult Play()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Pump);
        try
        {
            _ann.Open();
            _bob.Open();
            _ann.Start();
            _bob.Start();
            for (var i = 0; i < Length; i++)
                Step();
            return Settle();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"After {string.Join(' ', _played)}", exception);
        }
        finally
        {
            Network.Dispose();
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>A linear congruential generator: the same walk on every machine.</summary>
    public int Next(int count)
    {
        _seed = unchecked((_seed * 1_664_525) + 1_013_904_223);
        return (int)((_seed >> 8) % (uint)count);
    }

    public bool Chance(int of) => Next(of) == 0;

    private void Step()
    {
        var one = Chance(2) ? _ann : _bob;
        var who = one == _ann ? 'a' : 'b';
        switch (Next(24))
        {
            case < 7:
                Played($"{who}:send", one.Send);
                break;
            case < 14 when OnItsWay.Count > 0:
                Played("deliver", () => Deliver(Next(OnItsWay.Count), keep: Chance(6)));
                break;
            case 14 when OnItsWay.Count > 0:
                Played("lose", () => OnItsWay.RemoveAt(Next(OnItsWay.Count)));
                break;
            case 15:
                Played("seconds", () => Pass(TimeSpan.FromSeconds(2)));
                break;
            case 16:
                Played("minutes", () => Pass(TimeSpan.FromMinutes(11)));
                break;
            case 17:
                Played("hours", () => Pass(TimeSpan.FromHours(Chance(2) ? 7 : 26)));
                break;
            case 18:
                _reset = true;
                Played($"{who}:reinstall", one.Reinstall);
                break;
            case 19:
                Played($"{who}:rollback", () => _rolledBack |= one.RollBack());
                break;
            case 20 or 21:
                Played($"{who}:remember", one.Remember);
                break;
            case 22:
                _reset = true;
                Played($"{who}:again", one.SetUpAgain);
                break;
            case 23:
                Played($"{who}:renew", one.RenewPrekeys);
                break;
            default:
                Played("drain", DeliverAll);
                break;
        }
        Assert.InRange(_ann.Chat.Sessions.All.Length, 0, Limits.SessionsPerContact);
        Assert.InRange(_bob.Chat.Sessions.All.Length, 0, Limits.SessionsPerContact);
    }

    private void Played(string what, Action play)
    {
        _played.Add(what);
        play();
        Pump.Drain();
    }

    /// <summary>The network is whole again: everything arrives, and both write once more.</summary>
    private WalkResult Settle()
    {
        _played.Add("settle");
        var rounds = Quiet();
        for (var i = 0; i < 2; i++)
        {
            foreach (var device in new[] { _ann, _bob })
            {
                device.Send();
                rounds += Quiet();
            }
        }
        Check(_ann);
        Check(_bob);
        Assert.Equal(_ann.Chat.Sessions.Current!.Id, _bob.Chat.Sessions.Current!.Id);
        var sessions = _ann.Chat.Sessions.All.Length;
        _ann.Close();
        _bob.Close();
        return new WalkResult(
            _ann.Said.Count + _bob.Said.Count,
            _ann.Excused.Count + _bob.Excused.Count,
            _ann.Resets + _bob.Resets,
            _ann.Lost + _bob.Lost,
            _ann.Rejected + _bob.Rejected,
            rounds,
            sessions
        );
    }

    /// <returns>After how many rounds nothing was left to deliver.</returns>
    private int Quiet()
    {
        for (var round = 1; round <= 400; round++)
        {
            DeliverAll();
            if (_ann.Chat.Outbox.Count + _bob.Chat.Outbox.Count + OnItsWay.Count == 0)
                return round;
            Pass(round < 10 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(10));
        }
        throw new InvalidOperationException(
            $"Not settled: A {Describe(_ann)}, B {Describe(_bob)}, on its way {OnItsWay.Count}"
        );
    }

    private void Check(WalkDevice device)
    {
        var shown = device.Shown();
        Assert.Equal(shown.Distinct(), shown);
        Assert.Empty(device.Peer.Said.Except(device.Peer.Excused).Except(shown));
        Assert.All(
            device.Mine().Where(message => !device.Excused.Contains(message.Text)),
            message => Assert.Equal(MessageState.Delivered, message.State)
        );
        Assert.All(device.Lines(), line => Assert.Contains(line, _lines));
        if (_reset && !_rolledBack)
            Assert.Contains("session-reset", device.Lines());
        Assert.True(device.Chat.Sessions.Current is { Established: true });
    }

    private void DeliverAll()
    {
        while (OnItsWay.Count > 0)
            Deliver(0, keep: false);
        _ann.Retire();
        _bob.Retire();
    }

    private void Deliver(int place, bool keep)
    {
        var next = OnItsWay[place];
        if (!keep)
            OnItsWay.RemoveAt(place);
        next.To.Receive(next.Delivery);
    }

    /// <summary>Nothing stays at the server for longer than six hours.</summary>
    private void Pass(TimeSpan time)
    {
        Time.Advance(time);
        Pump.Drain();
        OnItsWay.RemoveAll(next => next.Expires <= Time.GetUtcNow());
    }

    private static string Describe(WalkDevice device) =>
        $"{device.Chat.Sessions.Current?.Id} [{string.Join(',', device.Chat.Outbox.Rows.Select(row => $"{row.Type} {row.Position}"))}] {device.Engine.Drops} {device.Engine.Fault}";
}

/// <param name="Excused">Lost with a device: not counted as sent.</param>
/// <param name="Resets">"Encryption was set up again", on both screens.</param>
/// <param name="Lost">Messages whose key was gone.</param>
/// <param name="Rejected">Messages that could not be opened.</param>
internal sealed record WalkResult(int Said, int Excused, int Resets, int Lost, int Rejected, int Rounds, int Sessions);
