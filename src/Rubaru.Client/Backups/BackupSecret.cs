using System.Security.Cryptography;
using System.Text;
using Rubaru.Client.Storage;
using Rubaru.Sodium;

namespace Rubaru.Client.Backups;

/// <summary>What was typed to open a backup: its passphrase, or the recovery words of the person who made it.</summary>
internal sealed class BackupSecret : IDisposable
{
    private readonly byte[] _passphrase;
    private readonly byte[]? _recoveryKey;

    private BackupSecret(byte[] passphrase, byte[]? recoveryKey) =>
        (_passphrase, _recoveryKey) = (passphrase, recoveryKey);

    public static BackupSecret Read(ClientPlatform platform, string typed) =>
        new(Encoding.UTF8.GetBytes(platform.Normalize(typed)), RecoveryWords.Read(platform.Sodium, typed).Key);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_passphrase);
        CryptographicOperations.ZeroMemory(_recoveryKey);
    }

    /// <returns>BK; <c>null</c> when this is not what opens the slot.</returns>
    /// <exception cref="InsufficientMemoryException">The device does not give the memory that the passphrase costs.</exception>
    public byte[]? TryOpen(ISodium sodium, byte[] slot) =>
        PassphraseSlot.TryOpen(sodium, SlotType.Passphrase, _passphrase, slot)
        ?? (_recoveryKey is { } key ? RecoverySlot.TryOpen(sodium, "backup"u8, key, slot) : null);
}
