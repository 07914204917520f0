using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.Client.Storage;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Client.Locking;

/// <summary>What the person sets while the profile is open. Whoever merely finds it open cannot change who may open it.</summary>
public sealed partial class AppLock
{
    /// <summary>More than any farm can guess at 64 MiB a try; few enough to be learned.</summary>
    private const int SuggestedWords = 6;
    private static readonly byte[] _recoveryKey = "recovery"u8.ToArray();
    private DateTimeOffset? _confirmed;
    private bool _byWords;

    public LockSettings Settings { get; private set; } = LockSettings.Usual;

    /// <summary>Slots may be changed: nothing is set yet, or the passphrase was entered for it within five minutes.</summary>
    public bool MayChange =>
        !HasPassphrase
        || _byWords
        || _engine.Time.GetUtcNow() - _confirmed is { } age && age >= TimeSpan.Zero && age < Limits.Confirmed;

    /// <summary>Opened by the recovery words: the passphrase is forgotten and wants to be replaced.</summary>
    public bool WantsNewPassphrase => _byWords;

    /// <summary>The device may have passkeys that can unlock; making one tells for certain.</summary>
    public Task<bool> CanHavePasskeysAsync() => Platform.Passkeys?.IsAvailableAsync() ?? Task.FromResult(false);

    /// <summary>Six random words of the 2,048: 66 bits.</summary>
    public string SuggestPassphrase()
    {
        Span<byte> random = stackalloc byte[2 * SuggestedWords];
        _engine.Sodium.Random(random);
        var words = new string[SuggestedWords];
        for (var i = 0; i < words.Length; i++)
            words[i] = RecoveryWords.All[
                BinaryPrimitives.ReadUInt16BigEndian(random[(2 * i)..]) % RecoveryWords.All.Count
            ];
        random.Clear();
        return string.Join(' ', words);
    }

    /// <summary>The passphrase once more, before the settings of the lock open. Wrong ones count as at the lock screen.</summary>
    public Task<UnlockResult> ConfirmAsync(string passphrase) =>
        _engine.Thread.RunAsync(() =>
            OnceAsync(async () =>
            {
                var result = await TryPassphraseAsync(
                    passphrase,
                    mayErase: false,
                    key =>
                    {
                        CryptographicOperations.ZeroMemory(key);
                        return Task.CompletedTask;
                    }
                );
                if (result == UnlockResult.Opened)
                    Confirm(byWords: false);
                return result;
            })
        );

    /// <summary>Sets or replaces the passphrase. From this commit on the device alone does not open the vault.</summary>
    /// <returns><c>false</c> when the device did not give the memory that it costs; nothing was changed.</returns>
    public Task<bool> SetPassphraseAsync(string passphrase) =>
        ChangeAsync(async () =>
        {
            if (passphrase.Length is < Limits.LeastPassphrase or > Limits.MostPassphrase)
                throw new ArgumentException("Too short or too long.", nameof(passphrase));
            // The panic passphrase erases everything: it must not become the one that opens.
            if (Opens(passphrase, SlotType.Panic))
                return false;
            if (HasPassphrase)
                await CommitAsync(Slot(_engine.Vault, passphrase, SlotType.Passphrase));
            else if (!await RenewAsync(passphrase))
                return false;
            (_byWords, _confirmed) = (false, null);
            return true;
        });

    /// <summary>The app opens by itself again: a new device key, and passphrase, passkey and panic passphrase are gone.</summary>
    public Task<bool> RemovePassphraseAsync() =>
        ChangeAsync(async () =>
        {
            await CommitAsync(
                await _engine.Vault.DeviceSlotAsync(Platform.DeviceKey),
                VaultSlots.Delete(SlotType.Passphrase),
                VaultSlots.Delete(SlotType.Passkey),
                VaultSlots.Delete(SlotType.Panic)
            );
            _byWords = false;
            return true;
        });

    /// <returns><c>false</c> when it was cancelled or the device's passkeys have no PRF.</returns>
    public Task<bool> AddPasskeyAsync() =>
        ChangeAsync(async () =>
        {
            var salt = new byte[PasskeySlot.SaltSize];
            _engine.Sodium.Random(salt);
            if (!HasPassphrase || Platform.Passkeys is not { } device || await device.CreateAsync(salt) is not { } made)
                return false;
            var slot = _engine.Vault.PasskeySlotOf(made.Credential, salt, made.Output);
            CryptographicOperations.ZeroMemory(made.Output);
            await CommitAsync(slot);
            return true;
        });

    public Task<bool> RemovePasskeyAsync() => RemoveAsync(SlotType.Passkey);

    /// <returns><c>false</c> when it is the passphrase that opens, or there is none, or there is not enough memory.</returns>
    public Task<bool> SetPanicAsync(string passphrase) =>
        ChangeAsync(async () =>
        {
            if (!HasPassphrase || passphrase.Length is 0 or > Limits.MostPassphrase)
                return false;
            if (Opens(passphrase, SlotType.Passphrase))
                return false;
            await CommitAsync(Slot(_engine.Vault, passphrase, SlotType.Panic));
            return true;
        });

    public Task<bool> RemovePanicAsync() => RemoveAsync(SlotType.Panic);

    /// <summary>New recovery words; those written down before open nothing any more (backups made with them still do).</summary>
    public async Task<string[]> MakeWordsAsync()
    {
        string[] words = [];
        await ChangeAsync(async () =>
        {
            var key = new byte[KeySizes.AeadKey];
            _engine.Sodium.Random(key);
            using (await _engine.Lock.EnterAsync())
            {
                var transaction = _engine.Begin();
                transaction.Put(Table.Profile, _recoveryKey, new CborRecord().Add(1, [.. key]).ToBytes());
                await CommitHeldAsync(transaction, _engine.Vault.RecoverySlotOf(key));
            }
            words = RecoveryWords.Write(_engine.Sodium, key);
            CryptographicOperations.ZeroMemory(key);
            return true;
        });
        return words;
    }

    /// <summary>The words that were made; empty when there are none.</summary>
    public async Task<string[]> ShowWordsAsync()
    {
        string[] words = [];
        await ChangeAsync(async () =>
        {
            if (await RecoveryKeyAsync() is { } key)
            {
                words = RecoveryWords.Write(_engine.Sodium, key);
                CryptographicOperations.ZeroMemory(key);
            }
            return true;
        });
        return words;
    }

    /// <summary>The offer of recovery words does not come again by itself.</summary>
    public Task DismissWordsAsync() => SetAsync(Settings with { WordsOffered = true });

    /// <summary>It was said that the restored profile opens without a passphrase.</summary>
    public Task DismissRestoredAsync() => SetAsync(Settings with { Restored = false });

    public Task SetAsync(LockSettings settings) =>
        _engine.Thread.RunAsync(async () =>
        {
            using var held = await _engine.Lock.EnterAsync();
            var transaction = _engine.Begin();
            settings.Write(transaction);
            transaction.After(() => Settings = settings);
            await _engine.CommitAsync(transaction);
            _engine.Notify();
        });

    internal async Task LoadAsync()
    {
        _slots = await VaultSlots.ReadAsync(Platform.Store);
        Settings = await LockSettings.ReadAsync(_engine.Records);
        if (_engine.Vault.IsRenewing)
            _engine.Spawn(Resealing.RunAsync);
    }

    /// <summary>32 bytes for the recovery slot of a backup, while the profile is open; the caller wipes them.</summary>
    internal async Task<byte[]?> RecoveryKeyAsync() =>
        (await _engine.Records.ReadAsync(Table.Profile, _recoveryKey))?.Bytes(1, KeySizes.AeadKey);

    private void Confirm(bool byWords) => (_confirmed, _byWords) = (_engine.Time.GetUtcNow(), _byWords || byWords);

    private Task<bool> RemoveAsync(SlotType type) =>
        ChangeAsync(async () =>
        {
            await CommitAsync(VaultSlots.Delete(type));
            return true;
        });

    private Change Slot(Vault vault, string passphrase, SlotType type)
    {
        var bytes = Bytes(passphrase);
        try
        {
            // The panic slot wraps nothing: who opens it learns only that everything is erased.
            return type == SlotType.Panic
                ? VaultSlots.Put(
                    type,
                    PassphraseSlot.Create(
                        _engine.Sodium,
                        type,
                        bytes,
                        Platform.PassphraseCost,
                        new byte[Storage.Slot.SecretSize]
                    )
                )
                : vault.PassphraseSlotOf(type, bytes, Platform.PassphraseCost);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private bool Opens(string passphrase, SlotType type)
    {
        var bytes = Bytes(passphrase);
        var secret = PassphraseSlot.TryOpen(_engine.Sodium, type, bytes, _slots[type]);
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(secret);
        return secret is not null;
    }

    private Task<bool> ChangeAsync(Func<Task<bool>> change) =>
        _engine.Thread.RunAsync(async () =>
        {
            if (!_engine.IsOpen || !MayChange)
                throw new InvalidOperationException("The passphrase has to be entered first.");
            try
            {
                return await change();
            }
            catch (InsufficientMemoryException)
            {
                return false;
            }
        });

    private async Task CommitAsync(params Change[] changes)
    {
        using var held = await _engine.Lock.EnterAsync();
        await CommitHeldAsync(_engine.Begin(), changes);
    }

    private async Task CommitHeldAsync(Transaction transaction, params IEnumerable<Change> changes)
    {
        foreach (var change in changes)
            transaction.Add(change);
        transaction.After(() => _slots.Follow(changes));
        await _engine.CommitAsync(transaction);
        _engine.Notify();
    }
}
