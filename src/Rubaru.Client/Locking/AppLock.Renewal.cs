using System.Security.Cryptography;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Locking;

/// <summary>The first passphrase: with the name, or later and then with a new master key (decision 23).</summary>
public sealed partial class AppLock
{
    private Resealing Resealing => field ??= new Resealing(_engine);

    /// <summary>The slot of a passphrase that was chosen with the name, so that no device key is ever made.</summary>
    /// <exception cref="InsufficientMemoryException">The device does not give the memory that it costs.</exception>
    internal Change FirstSlot(Vault vault, string passphrase) =>
        passphrase.Length is < Limits.LeastPassphrase or > Limits.MostPassphrase
            ? throw new ArgumentException("Too short or too long.", nameof(passphrase))
            : Slot(vault, passphrase, SlotType.Passphrase);

    /// <summary>
    /// Whoever finds the device key in the browser's old files opens nothing with it that is stored from now on. The one commit
    /// decides who opens; sealing the records anew follows, and goes on after the next unlock when it is interrupted.
    /// </summary>
    /// <returns><c>false</c>: a passphrase was set meanwhile, and this changed nothing.</returns>
    private async Task<bool> RenewAsync(string passphrase)
    {
        await Resealing.RunAsync();
        var (vault, changes) = _engine.Vault.Renew();
        try
        {
            var slot = Slot(vault, passphrase, SlotType.Passphrase);
            using var held = await _engine.Lock.EnterAsync();
            // The key of before that is stored must be the one of now.
            if (HasPassphrase || _engine.Stopping.IsCancellationRequested)
                return false;
            var transaction = _engine.Begin();
            transaction.Follow(() => _engine.Vault.Follow(vault));
            var words = await RecoveryKeyAsync();
            var recovery = words is null ? VaultSlots.Delete(SlotType.Recovery) : vault.RecoverySlotOf(words);
            CryptographicOperations.ZeroMemory(words);
            await CommitHeldAsync(transaction, [slot, recovery, VaultSlots.Delete(SlotType.Device), .. changes]);
        }
        finally
        {
            vault.Dispose();
        }
        await Platform.DeviceKey.EraseAsync();
        try
        {
            await Resealing.RunAsync();
        }
        catch (Exception exception) when (exception is StorageFullException or OperationCanceledException)
        {
            // The passphrase holds. What could not be sealed anew is, after the next unlock.
        }
        return true;
    }
}
