using Rubaru.Client.Storage;
using Rubaru.Client.Transport;
using Rubaru.Wire;

namespace Rubaru.Client.Identity;

/// <summary>
/// Brings the server up to date after every login: capabilities put and dropped meanwhile, a shelf of prekeys. One round
/// at a time; what is not confirmed stays on record for the next.
/// </summary>
internal sealed class ServerSync(Engine engine)
{
    /// <summary>Capabilities that the server had no room for. By their arrays, which stay the same for as long as it matters.</summary>
    private readonly HashSet<byte[]> _limited = [];
    private bool _running;
    private bool _again;
    private bool _later;
    private int _failures;
    private LoggedIn? _login;

    /// <summary>The round follows when the socket is ready for requests.</summary>
    public void LoggedIn(LoggedIn login)
    {
        _login = login;
        _failures = 0;
        engine.Retention = TimeSpan.FromSeconds(Math.Min(login.RetentionSeconds, Limits.MostRetention.TotalSeconds));
    }

    /// <summary>A server without my mailbox has nothing of mine: the next greeting registers and everything is put again.</summary>
    public async Task ForgottenAsync()
    {
        using var held = await engine.Lock.EnterAsync();
        var transaction = engine.Begin();
        var profile = engine.Profile with { Registered = false, PrekeysPublished = false, FormerLogin = null };
        engine.Capabilities.Unsync(transaction);
        profile.Write(transaction);
        transaction.After(() => engine.Profile = profile);
        await engine.CommitAsync(transaction);
    }

    /// <summary>
    /// A second restore of the same backup (protocol section 11): another device has the mailbox. A new one is made, and
    /// every contact is told of it in a session of its own.
    /// </summary>
    public async Task MovedAsync()
    {
        using var held = await engine.Lock.EnterAsync();
        var transaction = engine.Begin();
        var profile = engine.Profile.Moved(engine.Sodium);
        profile.Write(transaction);
        transaction.After(() => engine.Profile = profile);
        await engine.CommitAsync(transaction);
    }

    public void Soon()
    {
        _again = true;
        if (!_running)
            engine.Spawn(RunAsync);
    }

    private async Task RunAsync()
    {
        _running = true;
        try
        {
            while (_again)
            {
                _again = false;
                if (!engine.Mailbox.IsReady)
                    continue;
                if (_login is { } login)
                {
                    engine.IceServers.LoggedIn();
                    engine.FileLimit.LoggedIn();
                    await GreetedAsync(login);
                    if (_login == login)
                        _login = null;
                }
                await ShelfAsync();
                await CapabilitiesAsync();
            }
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>A new mailbox gets everything again.</summary>
    private async Task GreetedAsync(LoggedIn login)
    {
        engine.Shelf.Greeted(login);
        using var held = await engine.Lock.EnterAsync();
        var profile = engine.Profile with
        {
            Registered = true,
            PrekeysPublished = engine.Profile.PrekeysPublished && !login.Created,
        };
        var transaction = engine.Begin();
        if (login.Created)
            engine.Capabilities.Unsync(transaction);
        if (profile != engine.Profile)
        {
            profile.Write(transaction);
            transaction.After(() => engine.Profile = profile);
        }
        if (!transaction.IsEmpty)
            await engine.CommitAsync(transaction);
    }

    private async Task ShelfAsync()
    {
        var restored = engine.Profile.FormerLogin is not null;
        if (!await engine.Shelf.SyncAsync())
        {
            if (engine.Mailbox.IsReady)
                engine.Spawn(LaterAsync);
        }
        else if (restored && engine.Profile.FormerLogin is null)
            engine.Spawn(DrainedAsync);
    }

    /// <summary>What waited for the device of before is acknowledged as unreadable; then the contacts hear of this one.</summary>
    private async Task DrainedAsync()
    {
        while (engine.IsOpen && !engine.Mailbox.IsSilentFor(Limits.HandoverDrained))
            await Task.Delay(Limits.HandoverDrained, engine.Time, engine.Stopping);
        foreach (var conversation in engine.Conversations.Values)
            conversation.Courier.Wake();
    }

    private async Task LaterAsync()
    {
        if (_later)
            return;
        _later = true;
        await Task.Delay(Limits.SyncRetry * (1 << Math.Min(_failures++, 7)), engine.Time, engine.Stopping);
        _later = false;
        if (engine.IsOpen)
            Soon();
    }

    private async Task CapabilitiesAsync()
    {
        var refused = 0;
        // What was refused before comes last: it must not hold up what the server would take.
        foreach (var issued in engine.Capabilities.Unsynced.OrderBy(issued => _limited.Contains(issued.Capability)))
        {
            var outcome = await engine.Mailbox.PutAsync(issued, engine.Capabilities.Hash(issued));
            if (outcome == PutOutcome.Limited)
            {
                _limited.Add(issued.Capability);
                if (++refused < Limits.RefusedCapabilities)
                    continue;
                break;
            }
            if (outcome == PutOutcome.Later)
            {
                // The next login asks again; where the socket lives on, this does.
                if (engine.Mailbox.IsReady)
                    engine.Spawn(LaterAsync);
                return;
            }
            _limited.Remove(issued.Capability);
            using var held = await engine.Lock.EnterAsync();
            var transaction = engine.Begin();
            if (outcome == PutOutcome.Ended)
                Ended(transaction, issued);
            else
                engine.Capabilities.Synced(transaction, issued);
            await engine.CommitAsync(transaction);
            if (issued.Peer is { } peer && engine.Conversations.TryGetValue(peer, out var conversation))
                conversation.CapabilitySynced();
            else
                // "Turning on…" counts those of nobody, too.
                engine.Notify();
        }
        if (refused > 0)
            engine.Spawn(LaterAsync);
    }

    /// <summary>Seen after a restore: a link that was opened or revoked since, a capability that was replaced.</summary>
    private void Ended(Transaction transaction, IssuedCapability issued)
    {
        engine.Capabilities.Ended(transaction, issued);
        if (issued.Invite is { } invite)
            engine.Invites.Delete(transaction, invite);
    }
}
