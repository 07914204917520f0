using Rubaru.Client.Identity;
using Rubaru.Client.Storage;

namespace Rubaru.Client;

/// <summary>The main switch of strict mode, and who knocks.</summary>
public sealed partial class ChatClient
{
    /// <summary>The main switch of strict mode; a chat may have its own. Off until somebody turns it on.</summary>
    public DeliveryMode GlobalMode => _engine.Profile?.Mode ?? DeliveryMode.Relayed;

    /// <summary>"Turning on…": of an invite, or of some chat that follows the main switch, the server has not confirmed it yet.</summary>
    public bool IsTurningOn =>
        GlobalMode != DeliveryMode.Relayed
        && (
            _engine.Capabilities.StrangersMayStore
            || _engine.Conversations.Values.Any(conversation => conversation is { OwnMode: null, IsTurningOn: true })
        );

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
                if (mode.IsStrict)
                    NarrowInvites(transaction);
                transaction.After(() => _engine.Profile = profile);
                await _engine.CommitAsync(transaction);
            }
            // From here on every gate judges by it; a crash before all chats have followed is made good at the next start.
            _engine.SyncSoon();
            await SettleModesAsync();
            RaiseChanged();
        });

    /// <summary>Again with every upkeep: what fails in one chat holds up no other, and is made good later.</summary>
    private async Task SettleModesAsync()
    {
        foreach (var conversation in _engine.Conversations.Values.ToArray())
        {
            try
            {
                await conversation.SettleModeAsync();
            }
            catch (StorageFullException)
            {
                // The banner says so. The gate is closed: by the profile's mode, which is committed, this chat is strict.
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _engine.Report(exception);
            }
        }
    }

    /// <summary>
    /// Also in the link as it is shown from now on. They stay so when strict mode is turned off, as those do that were made
    /// under it: who opens one is told to come directly.
    /// </summary>
    private void NarrowInvites(Transaction transaction)
    {
        foreach (var invite in _engine.Invites.All.Where(invite => !invite.IsStrict).ToArray())
            _engine.Invites.Put(transaction, invite with { IsStrict = true });
        _engine.Capabilities.NarrowInvites(transaction);
    }

    /// <summary>A profile that was strict before invites followed the switch.</summary>
    private async Task NarrowInvitesAsync()
    {
        if (!GlobalMode.IsStrict)
            return;
        using var held = await _engine.Lock.EnterAsync();
        var transaction = _engine.Begin();
        NarrowInvites(transaction);
        if (transaction.IsEmpty)
            return;
        await _engine.CommitAsync(transaction);
        _engine.SyncSoon();
    }

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
