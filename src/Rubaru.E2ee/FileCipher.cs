using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>
/// STREAM as in the payload of an age v1 file (protocol sections 11 and 12) [Hoang et al. 2015]: chunk i is sealed under
/// nonce = counter(11) || final(1). Chunks can be sealed and opened in any order; which one is the last is authenticated,
/// so that a file that was cut, reordered or put together from two does not open.
/// </summary>
public sealed class FileCipher : IDisposable
{
    public const int NonceSize = 16;
    public const int ChunkSize = 64 * 1024;
    public const int SealedChunkSize = ChunkSize + KeySizes.AeadTag;

    private readonly ISodium _sodium;
    private readonly byte[] _key = new byte[KeySizes.AeadKey];
    private bool _disposed;

    /// <param name="fileKey">Of full entropy and used for this file only: the nonces of its chunks are counters.</param>
    /// <param name="nonce">16 random bytes.</param>
    /// <param name="info">What the file is for: "payload" (section 12), or the backup's header (section 11).</param>
    public FileCipher(ISodium sodium, ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> info)
    {
        if (nonce.Length != NonceSize)
        {
            throw new ArgumentException("Wrong size.", nameof(nonce));
        }

        _sodium = sodium;
        Span<byte> prk = stackalloc byte[KeySizes.Hash];
        sodium.HkdfExtract(nonce, fileKey, prk);
        sodium.HkdfExpand(prk, info, _key);
        CryptographicOperations.ZeroMemory(prk);
    }

    /// <param name="plaintext">
    /// <see cref="ChunkSize"/> bytes; fewer only in the last chunk, and none only in the last chunk of an empty file.
    /// </param>
    /// <param name="box">As long as the plaintext and a tag.</param>
    public void Seal(ulong chunk, bool isLast, ReadOnlySpan<byte> plaintext, Span<byte> box)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!IsChunk(chunk, isLast, plaintext.Length))
        {
            throw new ArgumentException("Only the last chunk is shorter.", nameof(plaintext));
        }

        Span<byte> nonce = stackalloc byte[KeySizes.AeadNonce];
        _sodium.AeadEncrypt(_key, Nonce(nonce, chunk, isLast), [], plaintext, box);
    }

    /// <param name="plaintext">As long as the box without its tag; zeroed when it does not open.</param>
    public bool TryOpen(ulong chunk, bool isLast, ReadOnlySpan<byte> box, Span<byte> plaintext)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!IsChunk(chunk, isLast, box.Length - KeySizes.AeadTag))
        {
            return false;
        }

        Span<byte> nonce = stackalloc byte[KeySizes.AeadNonce];
        return _sodium.AeadDecrypt(_key, Nonce(nonce, chunk, isLast), [], box, plaintext);
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_key);
    }

    private static bool IsChunk(ulong chunk, bool isLast, int size) =>
        isLast ? size is >= 0 and <= ChunkSize && (size > 0 || chunk == 0) : size == ChunkSize;

    private static ReadOnlySpan<byte> Nonce(Span<byte> nonce, ulong chunk, bool isLast)
    {
        // The counter has eleven bytes; eight of them count more chunks than there are disks for.
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[3..], chunk);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }
}
