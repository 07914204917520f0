namespace Rubaru.Client;

/// <summary>Disappearing messages: what new chats begin with.</summary>
public sealed partial class ChatClient
{
    /// <summary>How long messages of chats that begin from now on stay; <c>null</c>: for ever.</summary>
    public TimeSpan? DefaultLifetime => _engine.Profile?.DefaultLifetime;

    /// <summary>Returns when the choice is committed. Chats that are there keep their own.</summary>
    public Task SetDefaultLifetimeAsync(TimeSpan? lifetime) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (lifetime == _engine.Profile.DefaultLifetime)
                    return;
                var transaction = _engine.Begin();
                var profile = _engine.Profile with { DefaultLifetime = lifetime };
                profile.Write(transaction);
                transaction.After(() => _engine.Profile = profile);
                await _engine.CommitAsync(transaction);
            }
            RaiseChanged();
        });
}
