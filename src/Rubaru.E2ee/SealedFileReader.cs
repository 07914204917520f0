using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>Why a sealed file does not open.</summary>
public enum FileFault
{
    None,

    /// <summary>It ends before its last chunk.</summary>
    CutShort,

    /// <summary>A chunk was changed, moved or belongs to another file, or something follows the last one.</summary>
    Damaged,
}

/// <summary>
/// Reads a file from its beginning to its end, one chunk in memory, and hands out only what its tag has verified
/// (protocol sections 11 and 12).
/// </summary>
/// <param name="wholeChunks">
/// The plaintext was filled up to whole chunks, so a shorter last chunk was cut: then that is told apart from damage.
/// </param>
public sealed class SealedFileReader(FileCipher cipher, Stream file, bool wholeChunks = false) : IDisposable
{
    private readonly byte[] _box = new byte[FileCipher.SealedChunkSize];
    private readonly byte[] _chunk = new byte[FileCipher.ChunkSize];
    private ulong _number;
    private bool _ended;

    /// <summary>Set when <see cref="ReadChunkAsync"/> returned <c>null</c> before the end.</summary>
    public FileFault Fault { get; private set; }

    /// <summary>The next chunk, overwritten by the one after it.</summary>
    /// <returns><c>null</c> at the end of the file or at a fault; nothing is read after that.</returns>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadChunkAsync()
    {
        if (Fault != FileFault.None)
        {
            return null;
        }

        var size = await file.ReadAtLeastAsync(_box, _box.Length, throwOnEndOfStream: false);
        if (_ended)
        {
            return size == 0 ? null : Fail(FileFault.Damaged);
        }

        if (size < KeySizes.AeadTag || (wholeChunks && size < _box.Length))
        {
            return Fail(FileFault.CutShort);
        }

        var plaintext = _chunk.AsMemory(0, size - KeySizes.AeadTag);
        if (!TryOpen(_box.AsSpan(0, size), plaintext.Span))
        {
            return Fail(FileFault.Damaged);
        }

        _number++;
        return plaintext;
    }

    public void Dispose()
    {
        Fault = Fault == FileFault.None && !_ended ? FileFault.CutShort : Fault;
        CryptographicOperations.ZeroMemory(_chunk);
    }

    private bool TryOpen(ReadOnlySpan<byte> box, Span<byte> plaintext)
    {
        // A shorter chunk can only be the last; of a full one its tag says which it is.
        if (box.Length == FileCipher.SealedChunkSize && cipher.TryOpen(_number, false, box, plaintext))
        {
            return true;
        }

        return _ended = cipher.TryOpen(_number, true, box, plaintext);
    }

    private ReadOnlyMemory<byte>? Fail(FileFault fault)
    {
        Fault = fault;
        return null;
    }
}
