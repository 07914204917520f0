using Rubaru.Client.Locking;
using Rubaru.Client.Storage;

namespace Rubaru.Client;

public sealed partial class ChatClient
{
    /// <summary>Whether the profile is locked, what opens it, and what locks it.</summary>
    public AppLock AppLock { get; }

    private async Task UpgradeAndOpenAsync(Vault vault)
    {
        try
        {
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
