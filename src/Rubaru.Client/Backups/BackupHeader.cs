using System.Buffers.Binary;
using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Backups;

/// <summary>
/// The front of a backup (protocol section 11): "RUBARUBK1\n" || n(1) || n x (len(2) || slot) || nonce(16). Every byte before
/// the nonce is bound into the key of what follows, so no slot can be taken away or put in.
/// </summary>
internal sealed record BackupHeader(IReadOnlyList<byte[]> Slots, byte[] Bound, byte[] Nonce)
{
    public override string ToString() => nameof(BackupHeader);

    private static ReadOnlySpan<byte> Magic => "RUBARUBK1\n"u8;

    public static BackupHeader Create(ISodium sodium, IReadOnlyList<byte[]> slots)
    {
        var nonce = new byte[FileCipher.NonceSize];
        sodium.Random(nonce);
        var bound = new MemoryStream();
        bound.Write(Magic);
        bound.WriteByte((byte)slots.Count);
        foreach (var slot in slots)
        {
            bound.Write([(byte)(slot.Length >> 8), (byte)slot.Length]);
            bound.Write(slot);
        }
        return new BackupHeader(slots, bound.ToArray(), nonce);
    }

    public byte[] ToBytes() => [.. Bound, .. Nonce];

    /// <summary>HKDF(ikm = BK, salt = nonce, info = "Rubaru/1 backup" || H(all bytes before the nonce)).</summary>
    public FileCipher Cipher(ISodium sodium, byte[] backupKey)
    {
        var hash = new byte[Rubaru.Sodium.KeySizes.Hash];
        sodium.Sha256(Bound, hash);
        return new FileCipher(sodium, backupKey, Nonce, [.. "Rubaru/1 backup"u8, .. hash]);
    }

    public static async Task<(BackupProblem Problem, BackupHeader? Header)> ReadAsync(Stream file)
    {
        var bound = new MemoryStream();
        async Task<byte[]?> Take(int size)
        {
            var bytes = new byte[size];
            if (await file.ReadAtLeastAsync(bytes, size, throwOnEndOfStream: false) < size)
                return null;
            bound.Write(bytes);
            return bytes;
        }
        var magic = await Take(Magic.Length);
        if (Version(magic) is not { } version)
            return (BackupProblem.NotABackup, null);
        if (version != 1)
            return (BackupProblem.NewerVersion, null);
        if (await Take(1) is not [var count])
            return (BackupProblem.CutShort, null);
        if (count is 0 or > Limits.BackupSlots)
            return (BackupProblem.Damaged, null);
        var slots = new List<byte[]>();
        while (slots.Count < count)
        {
            if (await Take(2) is not { } length)
                return (BackupProblem.CutShort, null);
            var size = BinaryPrimitives.ReadUInt16BigEndian(length);
            if (size > Limits.BackupSlotBytes)
                return (BackupProblem.Damaged, null);
            if (await Take(size) is not { } slot)
                return (BackupProblem.CutShort, null);
            slots.Add(slot);
        }
        var before = bound.ToArray();
        return await Take(FileCipher.NonceSize) is { } nonce
            ? (BackupProblem.None, new BackupHeader(slots, before, nonce))
            : (BackupProblem.CutShort, null);
    }

    /// <summary>"RUBARUBK", then the version in digits and a line feed.</summary>
    private static int? Version(byte[]? magic) =>
        magic is not null && magic.AsSpan().StartsWith(Magic[..8]) && magic[8] is >= (byte)'1' and <= (byte)'9'
            ? magic[9] == (byte)'\n'
                ? magic[8] - '0'
                : magic[9] is >= (byte)'0' and <= (byte)'9'
                    ? 10
                    : null
            : null;
}
