using Rubaru.Client.Storage;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>One secret under every slot that leaves the browser's own keys aside (protocol section 11, readings 45 to 50).</summary>
/// <param name="Secret">32 bytes: the master key of a vault, or the key of a backup.</param>
/// <param name="Panic">Opened by <paramref name="PanicPassphrase"/>; it wraps zeros.</param>
/// <param name="Vault">Opened by the words, use "vault".</param>
/// <param name="Backup">Opened by the words, use "backup".</param>
internal sealed record GoldenSlots(
    byte[] Secret,
    byte[] Passphrase,
    byte[] PassphraseSlot,
    byte[] PanicPassphrase,
    byte[] Panic,
    byte[] Credential,
    byte[] Salt,
    byte[] PasskeyOutput,
    byte[] Passkey,
    byte[] RecoveryKey,
    string Words,
    byte[] Vault,
    byte[] Backup
)
{
    private const int Size = 32;

    internal static GoldenSlots Create(ISodium sodium)
    {
        var (secret, output, recovery) = (Random(sodium, Size), Random(sodium, Size), Random(sodium, Size));
        var (credential, salt) = (Random(sodium, 20), Random(sodium, PasskeySlot.SaltSize));
        var passphrase = "nine lanterns by the ferry"u8;
        var panic = "burn it all down"u8;
        return new GoldenSlots(
            secret,
            [.. passphrase],
            Client.Storage.PassphraseSlot.Create(sodium, SlotType.Passphrase, passphrase, PassphraseCost.Usual, secret),
            [.. panic],
            // Other costs than usual: they stand in the slot, and whoever reads it goes by them.
            Client.Storage.PassphraseSlot.Create(sodium, SlotType.Panic, panic, new(1, 8 * 1024), new byte[Size]),
            credential,
            salt,
            output,
            PasskeySlot.Create(sodium, credential, salt, output, secret),
            recovery,
            string.Join(' ', RecoveryWords.Write(sodium, recovery)),
            RecoverySlot.Create(sodium, "vault"u8, recovery, secret),
            RecoverySlot.Create(sodium, "backup"u8, recovery, secret)
        );
    }

    internal void Read(ISodium sodium)
    {
        // What costs most is read last.
        Expect.True(string.Join(' ', RecoveryWords.Write(sodium, RecoveryKey)) == Words, "the recovery words");
        Expect.Bytes(RecoveryKey, RecoveryWords.Read(sodium, Words).Key);
        Expect.Bytes(Secret, RecoverySlot.TryOpen(sodium, "vault"u8, RecoveryKey, Vault));
        Expect.Bytes(Secret, RecoverySlot.TryOpen(sodium, "backup"u8, RecoveryKey, Backup));
        Expect.True(RecoverySlot.TryOpen(sodium, "backup"u8, RecoveryKey, Vault) is null, "each use has its own key");

        var asked = PasskeySlot.TryRead(Passkey) ?? throw new CheckFailedException("The slot of a passkey.");
        Expect.Bytes(Credential, asked.Credential);
        Expect.Bytes(Salt, asked.Salt);
        Expect.Bytes(Secret, PasskeySlot.TryOpen(sodium, PasskeyOutput, Passkey));

        Expect.Bytes(new byte[Size], Opened(sodium, SlotType.Panic, PanicPassphrase, Panic));
        Expect.True(Opened(sodium, SlotType.Passphrase, PanicPassphrase, Panic) is null, "a slot is of one type");
        Expect.Bytes(Secret, Opened(sodium, SlotType.Passphrase, Passphrase, PassphraseSlot));
    }

    private static byte[]? Opened(ISodium sodium, SlotType type, byte[] passphrase, byte[] slot) =>
        Client.Storage.PassphraseSlot.TryOpen(sodium, type, passphrase, slot);

    private static byte[] Random(ISodium sodium, int size)
    {
        var bytes = new byte[size];
        sodium.Random(bytes);
        return bytes;
    }
}
