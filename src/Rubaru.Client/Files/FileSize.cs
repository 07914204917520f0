using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Files;

/// <summary>A size in plaintext bytes as chunks of section 12. An empty file is one empty chunk.</summary>
public readonly record struct FileSize(long Bytes)
{
    public long Chunks => Math.Max(1, (Bytes + FileCipher.ChunkSize - 1) / FileCipher.ChunkSize);

    /// <summary>On disk: every chunk with its tag.</summary>
    public long Sealed => Bytes + Chunks * KeySizes.AeadTag;

    public bool IsLast(long chunk) => chunk == Chunks - 1;

    /// <summary>Sealed bytes of one chunk.</summary>
    public int BoxOf(long chunk) =>
        IsLast(chunk)
            ? (int)(Bytes - (Chunks - 1) * FileCipher.ChunkSize) + KeySizes.AeadTag
            : FileCipher.SealedChunkSize;

    /// <summary>Sealed bytes of so many chunks, or of those that there are.</summary>
    public int BoxesOf(long chunk, int count)
    {
        var end = Math.Min(chunk + count, Chunks);
        return chunk >= end ? 0
            : IsLast(end - 1) ? (int)(end - 1 - chunk) * FileCipher.SealedChunkSize + BoxOf(end - 1)
            : (int)(end - chunk) * FileCipher.SealedChunkSize;
    }

    /// <summary>Whole chunks from the beginning of a copy of this length.</summary>
    public long Held(long length) =>
        length == Sealed ? Chunks : Math.Min(length / FileCipher.SealedChunkSize, Chunks - 1);

    /// <summary>Plaintext bytes of the first so many chunks.</summary>
    public long Upto(long chunks) => Math.Min(Bytes, chunks * FileCipher.ChunkSize);
}
