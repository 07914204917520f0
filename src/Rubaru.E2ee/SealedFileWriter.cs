using System.Security.Cryptography;

namespace Rubaru.E2ee;

/// <summary>Writes a file from its beginning to its end, one chunk in memory (protocol sections 11 and 12).</summary>
/// <param name="write">Takes the bytes in order; what it is given is overwritten by the next chunk.</param>
public sealed class SealedFileWriter(FileCipher cipher, Func<ReadOnlyMemory<byte>, Task> write) : IDisposable
{
    private readonly byte[] _chunk = new byte[FileCipher.ChunkSize];
    private readonly byte[] _box = new byte[FileCipher.SealedChunkSize];
    private ulong _number;
    private int _filled;
    private bool _finished;

    /// <summary>Plaintext bytes until the next chunk begins; a whole chunk at a boundary.</summary>
    public int RoomInChunk => FileCipher.ChunkSize - _filled % FileCipher.ChunkSize;

    public async Task WriteAsync(ReadOnlyMemory<byte> plaintext)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        while (plaintext.Length > 0)
        {
            // A full chunk waits until it is known whether another follows: the last one is sealed as such.
            if (_filled == FileCipher.ChunkSize)
            {
                await SealAsync(isLast: false);
            }

            var part = plaintext[..Math.Min(plaintext.Length, FileCipher.ChunkSize - _filled)];
            part.CopyTo(_chunk.AsMemory(_filled));
            _filled += part.Length;
            plaintext = plaintext[part.Length..];
        }
    }

    /// <summary>Seals the last chunk. A file without this does not open.</summary>
    public async Task FinishAsync()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        await SealAsync(isLast: true);
        _finished = true;
    }

    public void Dispose()
    {
        _finished = true;
        CryptographicOperations.ZeroMemory(_chunk);
    }

    private Task SealAsync(bool isLast)
    {
        var box = _box.AsMemory(0, _filled + FileCipher.SealedChunkSize - FileCipher.ChunkSize);
        cipher.Seal(_number++, isLast, _chunk.AsSpan(0, _filled), box.Span);
        _filled = 0;
        return write(box);
    }
}
