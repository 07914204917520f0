using Rubaru.Wire;

namespace Rubaru.Client.Transport;

/// <summary>
/// The STUN and TURN servers that the server names, with time-limited credentials: asked for after every login, and again
/// when half of their life is over, so that no link begins with ones that are about to end.
/// </summary>
internal sealed class IceServerList(Engine engine)
{
    private ITimer? _renewal;
    private DateTimeOffset? _received;
    private bool _asking;
    private TimeSpan _again = Limits.IceServersRetry;

    /// <summary><c>null</c> until the server was asked once.</summary>
    public IReadOnlyList<IceServer>? Current { get; private set; }

    /// <summary>The socket is logged in. One that comes and goes does not use up what the server gives one mailbox.</summary>
    public void LoggedIn()
    {
        if (_received is not { } received || engine.Time.GetUtcNow() - received >= Limits.IceServersFresh)
            Renew();
    }

    private void Renew()
    {
        if (!_asking && !engine.Stopping.IsCancellationRequested)
            engine.Spawn(RenewAsync);
    }

    private async Task RenewAsync()
    {
        _asking = true;
        try
        {
            var asking = engine.Mailbox.FetchIceServersAsync();
            if (Current is null)
                await Task.WhenAny(asking, Task.Delay(Limits.IceServersWait, engine.Time, engine.Stopping));
            // Links do without rather than wait for a server that does not say.
            if (Current is null && !asking.IsCompleted)
                Use([]);
            if (await asking is { } answer)
            {
                _received = engine.Time.GetUtcNow();
                _again = Limits.IceServersRetry;
                Use(answer.Servers);
                if (answer.LifetimeSeconds > 0)
                    After(Bounded(TimeSpan.FromSeconds(answer.LifetimeSeconds / 2)));
                return;
            }
            if (Current is null)
                Use([]);
            // Where the socket is gone the next login asks.
            if (engine.Mailbox.IsReady)
                After(_again);
            _again = _again * 2 < Limits.SyncRetry ? _again * 2 : Limits.SyncRetry;
        }
        finally
        {
            _asking = false;
        }
    }

    private void Use(IReadOnlyList<IceServer> servers)
    {
        Current = servers;
        foreach (var conversation in engine.Conversations.Values)
            conversation.ApplyPaths();
    }

    private static TimeSpan Bounded(TimeSpan pause) =>
        pause < Limits.IceServersLeast ? Limits.IceServersLeast
        : pause > Limits.IceServersMost ? Limits.IceServersMost
        : pause;

    private void After(TimeSpan pause)
    {
        _renewal ??= engine.Time.CreateTimer(_ => Renew(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _renewal.Change(pause, Timeout.InfiniteTimeSpan);
    }
}
