using Rubaru.Client.Backups;
using Rubaru.E2ee;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>The front of a backup and what is sealed under it (protocol section 11); whole files are in the vault's golden file.</summary>
/// <param name="Header">"RUBARUBK1\n", the slots and the nonce.</param>
/// <param name="Chunk">The only chunk of the payload, sealed.</param>
internal sealed record GoldenBackup(byte[] Key, List<byte[]> Slots, byte[] Header, byte[] Payload, byte[] Chunk)
{
    internal static GoldenBackup Create(ISodium sodium, GoldenSlots slots)
    {
        var (key, payload) = (new byte[32], new byte[100]);
        sodium.Random(key);
        sodium.Random(payload);
        List<byte[]> two = [slots.PassphraseSlot, slots.Backup];
        var header = BackupHeader.Create(sodium, two);
        using var cipher = header.Cipher(sodium, key);
        var chunk = new byte[payload.Length + KeySizes.AeadTag];
        cipher.Seal(0, isLast: true, payload, chunk);
        return new GoldenBackup(key, two, header.ToBytes(), payload, chunk);
    }

    internal async Task ReadAsync(ISodium sodium)
    {
        using var file = new MemoryStream(Header, writable: false);
        var (problem, header) = await BackupHeader.ReadAsync(file);
        Expect.True(problem == BackupProblem.None && header is not null, "the front of the backup is read");
        Expect.Bytes(Header, header!.ToBytes());
        Expect.True(header.Slots.Count == Slots.Count && file.Position == Header.Length, "there is nothing else in it");
        for (var i = 0; i < Slots.Count; i++)
        {
            Expect.Bytes(Slots[i], header.Slots[i]);
        }

        using var cipher = header.Cipher(sodium, Key);
        var (payload, chunk) = (new byte[Payload.Length], new byte[Chunk.Length]);
        Expect.True(cipher.TryOpen(0, isLast: true, Chunk, payload), "the chunk opens");
        Expect.Bytes(Payload, payload);
        cipher.Seal(0, isLast: true, Payload, chunk);
        Expect.Bytes(Chunk, chunk);
    }
}
