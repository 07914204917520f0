using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Backups;

/// <summary>
/// Reads a backup from its first byte to its last. Every byte of a record was verified before it is handed out, but only
/// after <see cref="NextAsync"/> returned <c>null</c> without a problem is it known that nothing is missing.
/// </summary>
internal sealed class BackupReader : IDisposable
{
    private readonly FileCipher _cipher;
    private readonly SealedFileReader _reader;
    private ReadOnlyMemory<byte> _chunk;

    private BackupReader(FileCipher cipher, Stream file)
    {
        _cipher = cipher;
        _reader = new SealedFileReader(cipher, file, wholeChunks: true);
    }

    /// <summary>Set when <see cref="NextAsync"/> returned <c>null</c> before the end.</summary>
    public BackupProblem Problem { get; private set; }

    public static async Task<(BackupProblem Problem, BackupReader? Reader)> OpenAsync(
        ISodium sodium,
        Stream file,
        BackupSecret secret
    )
    {
        var (problem, header) = await BackupHeader.ReadAsync(file);
        if (header is null)
            return (problem, null);
        foreach (var slot in header.Slots)
        {
            if (secret.TryOpen(sodium, slot) is not { } key)
                continue;
            var cipher = header.Cipher(sodium, key);
            CryptographicOperations.ZeroMemory(key);
            return (BackupProblem.None, new BackupReader(cipher, file));
        }
        return (BackupProblem.WrongSecret, null);
    }

    /// <returns><c>null</c> at the padding, which is then read to the end of the file; or at a problem.</returns>
    public async Task<BackupRecord?> NextAsync()
    {
        if (Problem != BackupProblem.None)
            return null;
        var head = new byte[BackupRecord.HeadSize];
        // A payload that fills its last chunk exactly has no padding.
        if (_chunk.IsEmpty && !await FillAsync())
            return null;
        if (_chunk.Span[0] == (byte)BackupKind.Padding)
        {
            await PaddingAsync();
            return null;
        }
        if (!await TakeAsync(head))
            return Fail(BackupProblem.Damaged);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(1));
        if (length > Limits.BackupRecordBytes)
            return Fail(BackupProblem.Damaged);
        var body = new byte[length];
        return await TakeAsync(body) ? new BackupRecord((BackupKind)head[0], body) : Fail(BackupProblem.Damaged);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _cipher.Dispose();
    }

    private async Task<bool> TakeAsync(Memory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_chunk.IsEmpty && !await FillAsync())
                return false;
            var part = _chunk[..Math.Min(_chunk.Length, bytes.Length)];
            part.CopyTo(bytes);
            bytes = bytes[part.Length..];
            _chunk = _chunk[part.Length..];
        }
        return true;
    }

    private async Task PaddingAsync()
    {
        do
        {
            if (_chunk.Span.ContainsAnyExcept((byte)0))
            {
                Fail(BackupProblem.Damaged);
                return;
            }
        } while (await FillAsync());
    }

    /// <returns><c>false</c> at the end of the file, or at a fault, which is then the problem.</returns>
    private async Task<bool> FillAsync()
    {
        var chunk = await _reader.ReadChunkAsync();
        _chunk = chunk ?? default;
        if (chunk is null && _reader.Fault != FileFault.None)
            Fail(_reader.Fault == FileFault.CutShort ? BackupProblem.CutShort : BackupProblem.Damaged);
        return chunk is { Length: > 0 };
    }

    /// <summary>The first reason stays: a chunk that is missing is no damage.</summary>
    private BackupRecord? Fail(BackupProblem problem)
    {
        if (Problem == BackupProblem.None)
            Problem = problem;
        return null;
    }
}
