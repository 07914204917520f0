using System.Security.Cryptography;
using System.Text;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Locking;

/// <summary>
/// The app lock: as soon as a passphrase is set the device slot is gone, and without the passphrase, the passkey or the
/// recovery words nothing on this device opens the vault (protocol section 11, decision 18). While it is locked the engine
/// does not run: no key is in memory, nothing is connected, and messages wait at the server.
/// </summary>
public sealed partial class AppLock
{
    private readonly Engine _engine;
    private readonly Func<Vault, Task> _open;
    private readonly Func<Task> _close;
    private readonly Func<Task> _erase;
    private VaultSlots _slots = new();
    private UnlockAttempts _attempts;
    private bool _trying;

    internal AppLock(Engine engine, Func<Vault, Task> open, Func<Task> close, Func<Task> erase) =>
        (_engine, _open, _close, _erase) = (engine, open, close, erase);

    /// <summary>There is a profile, and its keys are not in memory.</summary>
    public bool IsLocked { get; private set; }

    public bool HasPassphrase => _slots[SlotType.Passphrase] is not null;
    public bool HasPasskey => _slots[SlotType.Passkey] is not null;
    public bool HasWords => _slots[SlotType.Recovery] is not null;
    public bool HasPanic => _slots[SlotType.Panic] is not null;

    /// <summary>After wrong passphrases: the next is not tried before.</summary>
    public DateTimeOffset NextTry
    {
        get
        {
            _attempts = _attempts.At(_engine.Time.GetUtcNow());
            return _attempts.NextTry;
        }
    }

    private ClientPlatform Platform => _engine.Platform;

    /// <summary>Opens by the passphrase. Wrong ones cost a growing wait; the panic passphrase erases everything.</summary>
    public Task<UnlockResult> UnlockAsync(string passphrase) =>
        UnlockAsync(() =>
            TryPassphraseAsync(passphrase, mayErase: true, async key => await OpenAsync(Vault.Of(_engine.Sodium, key)!))
        );

    /// <summary>Asks the device for the passkey; its dialog may be open for as long as the person likes.</summary>
    public Task<UnlockResult> UnlockByPasskeyAsync() =>
        UnlockAsync(async () =>
        {
            if (PasskeySlot.TryRead(_slots[SlotType.Passkey]) is not { } passkey || Platform.Passkeys is not { } device)
                return UnlockResult.Cancelled;
            if (await device.ReadAsync(passkey.Credential, passkey.Salt) is not { } output)
                return UnlockResult.Cancelled;
            var key = PasskeySlot.TryOpen(_engine.Sodium, output, _slots[SlotType.Passkey]);
            CryptographicOperations.ZeroMemory(output);
            if (Vault.Of(_engine.Sodium, key) is not { } vault)
                return UnlockResult.Wrong;
            await OpenAsync(vault);
            return UnlockResult.Opened;
        });

    /// <summary>For who forgot the passphrase: a new one can be set without the old one afterwards.</summary>
    public Task<UnlockResult> UnlockByWordsAsync(string words) =>
        UnlockAsync(async () =>
        {
            if (RecoveryWords.Read(_engine.Sodium, words).Key is not { } recovery)
                return UnlockResult.Wrong;
            var key = RecoverySlot.TryOpen(_engine.Sodium, "vault"u8, recovery, _slots[SlotType.Recovery]);
            CryptographicOperations.ZeroMemory(recovery);
            if (Vault.Of(_engine.Sodium, key) is not { } vault)
                return UnlockResult.Wrong;
            await OpenAsync(vault);
            if (HasPassphrase)
                Confirm(byWords: true);
            else
                await CommitAsync(await _engine.Vault.DeviceSlotAsync(Platform.DeviceKey));
            return UnlockResult.Opened;
        });

    /// <returns>What is wrong with the words, and the number of the word or how many there are; asks nobody.</returns>
    public (WordsProblem Problem, int Word) CheckWords(string words)
    {
        var (key, problem, word) = RecoveryWords.Read(_engine.Sodium, words);
        CryptographicOperations.ZeroMemory(key);
        return (problem, word);
    }

    /// <summary>
    /// Ends every connection and wipes every key. This client is done then; its owner starts a new one, in the browser by
    /// loading the page anew, which also lets go of the texts that .NET cannot wipe.
    /// </summary>
    public Task LockAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            if (!_engine.IsOpen || !HasPassphrase)
                return;
            IsLocked = true;
            _confirmed = null;
            await _close();
            _engine.Notify();
        });

    /// <returns>The vault, when this device opens it by itself; <c>null</c> without a profile or with a locked one.</returns>
    internal async Task<Vault?> StartAsync()
    {
        _slots = await VaultSlots.ReadAsync(Platform.Store);
        await ReadAttemptsAsync();
        if (_slots.IsEmpty)
        {
            // Erasing everything may have been interrupted; without a profile there is nothing that the key could be for.
            await Platform.DeviceKey.EraseAsync();
            return null;
        }
        if (_slots[SlotType.Device] is null)
        {
            // The program may have ended between the commit that removed the slot and the erasing of its key.
            await Platform.DeviceKey.EraseAsync();
            IsLocked = true;
            return null;
        }
        try
        {
            return await Vault.TryOpenAsync(_engine.Sodium, Platform.Store, Platform.DeviceKey);
        }
        catch (VaultException) when (HasWords)
        {
            // The browser lost the device key; the words still open what it kept.
            IsLocked = true;
            return null;
        }
    }

    private Task<UnlockResult> UnlockAsync(Func<Task<UnlockResult>> attempt) =>
        _engine.Thread.RunAsync(async () =>
        {
            if (!IsLocked || _engine.Stopping.IsCancellationRequested)
                throw new InvalidOperationException("Nothing is locked here.");
            return await OnceAsync(attempt);
        });

    /// <summary>One attempt at a time: two at once would count as one.</summary>
    private async Task<UnlockResult> OnceAsync(Func<Task<UnlockResult>> attempt)
    {
        if (_trying)
            return UnlockResult.TooSoon;
        _trying = true;
        try
        {
            return await attempt();
        }
        finally
        {
            _trying = false;
        }
    }

    private async Task OpenAsync(Vault vault)
    {
        await _open(vault);
        IsLocked = false;
    }

    /// <param name="opened">Gets the vault's key, and owns it.</param>
    private async Task<UnlockResult> TryPassphraseAsync(string passphrase, bool mayErase, Func<byte[], Task> opened)
    {
        if (NextTry > _engine.Time.GetUtcNow())
            return UnlockResult.TooSoon;
        var before = _attempts;
        await CountAsync(before.Next(_engine.Time.GetUtcNow()));
        var bytes = Bytes(passphrase);
        try
        {
            var key = PassphraseSlot.TryOpen(_engine.Sodium, SlotType.Passphrase, bytes, _slots[SlotType.Passphrase]);
            if (key is not null)
            {
                await opened(key);
                await CountAsync(default);
                return UnlockResult.Opened;
            }
            if (
                !mayErase
                || PassphraseSlot.TryOpen(_engine.Sodium, SlotType.Panic, bytes, _slots[SlotType.Panic]) is null
            )
                return UnlockResult.Wrong;
            await _erase();
            (_slots, _attempts, IsLocked) = (new VaultSlots(), default, false);
            return UnlockResult.Erased;
        }
        catch (InsufficientMemoryException)
        {
            await CountAsync(before);
            return UnlockResult.NoMemory;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private async Task ReadAttemptsAsync()
    {
        _attempts = await UnlockAttempts.ReadAsync(Platform.Store);
        try
        {
            // Stored, so that the wait after a clock that was set back does not begin again at every start.
            await CountAsync(_attempts.At(_engine.Time.GetUtcNow()));
        }
        catch (StorageFullException)
        {
            // NextTry follows the clock in memory, too.
        }
    }

    private async Task CountAsync(UnlockAttempts attempts)
    {
        if (attempts == _attempts)
            return;
        await Platform.Store.CommitAsync([attempts.ToChange()]);
        _attempts = attempts;
    }

    /// <summary>UTF-8 of the NFKC form; the caller wipes it. The text itself goes with the page.</summary>
    private byte[] Bytes(string passphrase) => Encoding.UTF8.GetBytes(Platform.Normalize(passphrase));
}
