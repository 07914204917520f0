using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Backups;

/// <summary>Writes a backup from its first byte to its last; what it holds in memory is one chunk.</summary>
internal sealed class BackupWriter : IDisposable
{
    private readonly FileCipher _cipher;
    private readonly SealedFileWriter _writer;

    private BackupWriter(FileCipher cipher, Func<ReadOnlyMemory<byte>, Task> write)
    {
        _cipher = cipher;
        _writer = new SealedFileWriter(cipher, write);
    }

    /// <param name="slots">Each wraps the key of this file, which is known to nothing else.</param>
    public static async Task<BackupWriter> BeginAsync(
        ISodium sodium,
        Func<byte[], IReadOnlyList<byte[]>> slots,
        Func<ReadOnlyMemory<byte>, Task> write
    )
    {
        var key = new byte[Rubaru.Sodium.KeySizes.AeadKey];
        sodium.Random(key);
        try
        {
            var header = BackupHeader.Create(sodium, slots(key));
            var writer = new BackupWriter(header.Cipher(sodium, key), write);
            await write(header.ToBytes());
            return writer;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Writes the record and wipes its body.</summary>
    public async Task WriteAsync(BackupKind kind, byte[] body)
    {
        var head = new byte[BackupRecord.HeadSize];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), body.Length);
        await _writer.WriteAsync(head);
        await _writer.WriteAsync(body);
        CryptographicOperations.ZeroMemory(body);
    }

    public async Task FinishAsync()
    {
        // To a whole chunk; one that is full already needs nothing.
        await _writer.WriteAsync(new byte[_writer.RoomInChunk % FileCipher.ChunkSize]);
        await _writer.FinishAsync();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _cipher.Dispose();
    }
}
