using Rubaru.Client.Identity;
using Rubaru.Client.Locking;
using Rubaru.Client.Storage;

namespace Rubaru.Client;

public sealed partial class ChatClient
{
    /// <summary>Whether the profile is locked, what opens it, and what locks it.</summary>
    public AppLock AppLock { get; }

    /// <summary>A contact is checked for the first time, so there is something to lose, and no recovery words are made yet.</summary>
    public bool OffersWords =>
        HasProfile
        && !AppLock.HasWords
        && !AppLock.Settings.WordsOffered
        && _engine.Conversations.Values.Any(conversation => conversation.Level == VerificationLevel.Checked);

    /// <summary>Restored from a backup, and nothing locks the profile here: what locked it before did not come along.</summary>
    public bool SuggestsLock => HasProfile && AppLock.Settings.Restored && !AppLock.HasPassphrase;

    private async Task UpgradeAndOpenAsync(Vault vault)
    {
        try
        {
            await vault.LoadAsync(_engine.Platform.Store);
            await Schema.Current.UpgradeAsync(vault, _engine.Platform.Store);
            await OpenAsync(vault);
        }
        catch
        {
            vault.Dispose();
            throw;
        }
        RaiseChanged();
    }
}
