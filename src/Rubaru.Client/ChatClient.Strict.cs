using Rubaru.Client.Identity;

namespace Rubaru.Client;

/// <summary>The main switch of strict mode, and who knocks.</summary>
public sealed partial class ChatClient
{
    /// <summary>The main switch of strict mode; a chat may have its own. Off until somebody turns it on.</summary>
    public DeliveryMode GlobalMode => _engine.Profile?.Mode ?? DeliveryMode.Relayed;

    /// <summary>"Turning on…": of some chat that follows the main switch the server has not confirmed it yet.</summary>
    public bool IsTurningOn =>
        GlobalMode != DeliveryMode.Relayed
        && _engine.Conversations.Values.Any(conversation => conversation is { OwnMode: null, IsTurningOn: true });

    /// <summary>Returns when the choice is committed here and every chat without its own follows.</summary>
    public Task SetGlobalModeAsync(DeliveryMode mode) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (mode == _engine.Profile.Mode)
                    return;
                var transaction = _engine.Begin();
                var profile = _engine.Profile with { Mode = mode };
                profile.Write(transaction);
                transaction.After(() => _engine.Profile = profile);
                await _engine.CommitAsync(transaction);
            }
            // From here on every gate judges by it; a crash before all chats have followed is made good at the next start.
            foreach (var conversation in _engine.Conversations.Values.ToArray())
                await conversation.SettleModeAsync();
            RaiseChanged();
        });

    /// <summary>By an invite nobody can knock: it does not say yet who holds it.</summary>
    private void Knocked(byte[] slot)
    {
        if (
            _engine.Capabilities.OfSlot(slot) is { Peer: { } peer }
            && _engine.Conversations.TryGetValue(peer, out var conversation)
        )
            conversation.Knocking.Heard();
    }
}
