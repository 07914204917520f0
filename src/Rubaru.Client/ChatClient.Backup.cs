using System.Security.Cryptography;
using System.Text;
using Rubaru.Client.Backups;
using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;

namespace Rubaru.Client;

public sealed partial class ChatClient
{
    /// <summary>
    /// Writes a backup (protocol section 11): identity, contacts, settings and history, never the state of a session. Who
    /// has the file and its passphrase, or the recovery words, can become this person.
    /// </summary>
    /// <param name="write">Takes the bytes of the file in order; what it is given is overwritten after it returns.</param>
    /// <param name="passphrase">The recovery words open the file as well, where there are some.</param>
    /// <exception cref="InsufficientMemoryException">The device does not give the memory that a passphrase costs.</exception>
    /// <exception cref="InvalidOperationException">
    /// There is no profile, another device has it (<see cref="ServerState.Replaced"/>), or the settings of the lock are closed.
    /// </exception>
    public Task<BackupSummary> BackUpAsync(Func<ReadOnlyMemory<byte>, Task> write, string passphrase) =>
        _engine.Thread.RunAsync(async () =>
        {
            if (!_engine.IsOpen || Server == ServerState.Replaced || !AppLock.MayChange)
                throw new InvalidOperationException("No backup can be made now.");
            var words = await AppLock.RecoveryKeyAsync();
            var typed = Encoding.UTF8.GetBytes(_engine.Platform.Normalize(passphrase));
            try
            {
                using var writer = await BackupWriter.BeginAsync(
                    _engine.Sodium,
                    key => Slots(key, typed, words),
                    write
                );
                return await new BackupExport(_engine, writer).WriteAsync();
            }
            finally
            {
                CryptographicOperations.ZeroMemory(words);
                CryptographicOperations.ZeroMemory(typed);
            }
        });

    /// <summary>Reads a backup to its end, verifies all of it and changes nothing.</summary>
    /// <param name="secret">Its passphrase, or the recovery words.</param>
    /// <exception cref="InsufficientMemoryException">The device does not give the memory that the passphrase costs.</exception>
    public Task<BackupCheck> CheckBackupAsync(Stream file, string secret) =>
        ReadAsync(
            file,
            secret,
            async reader =>
            {
                var check = new BackupAudit(_engine.Sodium);
                return check.Of(await BackupPayload.ReadAsync(reader, Origin, check.TakeAsync));
            }
        );

    /// <summary>
    /// Makes this device the one of the person in the backup: the server moves the mailbox here and tells the device of
    /// before, and every contact's encryption is set up again. With any problem nothing was changed.
    /// </summary>
    /// <exception cref="InvalidOperationException">This device has a profile.</exception>
    /// <exception cref="InsufficientMemoryException">The device does not give the memory that the passphrase costs.</exception>
    public Task<BackupCheck> RestoreAsync(Stream file, string secret) =>
        HasProfile || AppLock.IsLocked
            ? throw new InvalidOperationException("This device has a profile already.")
            : ReadAsync(file, secret, RestoreAsync);

    private Task<BackupCheck> ReadAsync(Stream file, string typed, Func<BackupReader, Task<BackupCheck>> read) =>
        _engine.Thread.RunAsync(async () =>
        {
            using var secret = BackupSecret.Read(_engine.Platform, typed);
            var (problem, reader) = await BackupReader.OpenAsync(_engine.Sodium, file, secret);
            if (reader is null)
                return new BackupCheck(problem);
            using (reader)
                return await read(reader);
        });

    private IReadOnlyList<byte[]> Slots(byte[] key, byte[] passphrase, byte[]? words)
    {
        var (sodium, cost) = (_engine.Sodium, _engine.Platform.PassphraseCost);
        var slot = PassphraseSlot.Create(sodium, SlotType.Passphrase, passphrase, cost, key);
        return words is null ? [slot] : [slot, RecoverySlot.Create(sodium, "backup"u8, words, key)];
    }

    private string Origin => _engine.Platform.Origin.GetLeftPart(UriPartial.Authority);

    private async Task<BackupCheck> RestoreAsync(BackupReader reader)
    {
        var (sodium, store) = (_engine.Sodium, _engine.Platform.Store);
        await store.EraseAsync();
        var (vault, slot) = await Vault.CreateAsync(sodium, _engine.Platform.DeviceKey);
        var import = new BackupImport(sodium, store, vault, _engine.Time.GetUtcNow());
        var restored = false;
        try
        {
            var check = await BackupPayload.ReadAsync(reader, Origin, import.TakeAsync);
            if (check.Problem != BackupProblem.None)
                return check;
            restored = await import.FinishAsync(slot);
            if (!restored)
                return new BackupCheck(BackupProblem.Damaged);
            await OpenAsync(vault);
            return check;
        }
        finally
        {
            if (!restored)
            {
                vault.Dispose();
                await store.EraseAsync();
            }
        }
    }

    /// <summary>Another device has the mailbox: this one sends and receives nothing more. What is here can be read.</summary>
    private void StopReplaced()
    {
        _engine.Deposits.StopForGood();
        foreach (var conversation in _engine.Conversations.Values)
        {
            conversation.LetGo();
            _engine.Spawn(conversation.LeaveAsync);
        }
    }
}
