using Rubaru.Client.Storage;

namespace Rubaru.Client.Files;

/// <summary>
/// Sealed copies of files: the origin private file system in the browser, where a worker seals and opens; memory in
/// tests. What it holds is exactly what travels (protocol section 12), so nothing of a file is at rest in plain.
/// One call at a time per file.
/// </summary>
public interface IFileStore : IAsyncDisposable
{
    /// <returns>Bytes that may still be written here; <c>null</c> where nobody says.</returns>
    Task<long?> RoomAsync();

    /// <summary>Seals everything of the source as a new copy.</summary>
    /// <param name="progress">Plaintext bytes so far.</param>
    /// <returns>SHA-256 of the plaintext, 32 bytes.</returns>
    /// <exception cref="StorageFullException">Nothing of it is left.</exception>
    /// <exception cref="FileChangedException">It could not be read to its end, or its size is another. Nothing is left.</exception>
    Task<byte[]> SealAsync(FileSecret secret, IFileSource source, Action<long> progress, CancellationToken stop);

    /// <returns>How many chunks are there from the beginning, by length alone; 0 without a copy.</returns>
    Task<long> CountAsync(FileSecret secret, long size);

    /// <param name="count">How many chunks, from <paramref name="chunk"/> on; fewer where the file ends.</param>
    /// <returns>The sealed chunks, one after another; <c>null</c> when one of them is not there.</returns>
    Task<byte[]?> ReadAsync(FileSecret secret, long size, long chunk, int count);

    /// <summary>Opens the chunks one after another, and writes each as it came only when its tag was right.</summary>
    /// <param name="chunk">The first of them.</param>
    /// <param name="boxes">Whole sealed chunks.</param>
    /// <returns><c>false</c>: one is not that chunk of this file; those before it were written, nothing else.</returns>
    /// <exception cref="StorageFullException">Only those that were written before it was full are there.</exception>
    Task<bool> WriteAsync(FileSecret secret, long size, long chunk, byte[] boxes);

    /// <summary>As <see cref="ReadAsync"/>, to be sent from where the host has them; each is to be forgotten once.</summary>
    async Task<FileBytes?> FetchAsync(FileSecret secret, long size, long chunk, int count) =>
        await ReadAsync(secret, size, chunk, count) is { } boxes ? FileBytes.InMemory(boxes) : default(FileBytes?);

    /// <summary>As <see cref="WriteAsync"/>, from where the host has them. What it held of them it does not hold any more.</summary>
    Task<bool> StoreAsync(FileSecret secret, long size, long chunk, IReadOnlyList<FileBytes> parts)
    {
        var (boxes, at) = (new byte[parts.Sum(part => part.Length)], 0);
        foreach (var part in parts)
        {
            part.Memory.CopyTo(boxes.AsMemory(at));
            at += part.Length;
        }
        return WriteAsync(secret, size, chunk, boxes);
    }

    /// <summary>Nobody wants these any more.</summary>
    void Forget(IReadOnlyList<FileBytes> parts) { }

    /// <summary>Opens all of it, from the first chunk on; what it hashed already while it was written it need not open again.</summary>
    Task<FileCheck> CheckAsync(FileSecret secret, long size);

    /// <summary>Gives the plaintext to the person, as a file of no particular type.</summary>
    /// <param name="name">Clean (<see cref="FileNote.Name"/>).</param>
    /// <returns><c>false</c>: the copy does not open.</returns>
    Task<bool> SaveAsync(FileSecret secret, long size, string name);

    /// <returns>The beginning of the plaintext, at most <see cref="ImageSize.HeadBytes"/>; <c>null</c>: it does not open.</returns>
    Task<byte[]?> HeadAsync(FileSecret secret, long size);

    /// <returns>Where the host finds the opened image to draw; <c>null</c>: it does not open, or is no raster image.</returns>
    Task<string?> DrawAsync(FileSecret secret, long size);

    /// <returns>Where the host finds the opened sound to play; <c>null</c>: it does not open, or is of no kind that is played.</returns>
    Task<string?> ListenAsync(FileSecret secret, long size);

    /// <summary>Nothing draws or plays this any more.</summary>
    void Undraw(string address);

    Task DeleteAsync(UInt128 name);

    Task<IReadOnlyList<UInt128>> ListAsync();

    /// <summary>Removes every copy.</summary>
    Task EraseAsync();
}

/// <summary>What a copy holds.</summary>
/// <param name="Chunks">From the beginning, of those that opened.</param>
/// <param name="Hash">SHA-256 of the plaintext when all of them did.</param>
public readonly record struct FileCheck(long Chunks, byte[]? Hash);

/// <summary>A file that a person chose, of the host's own kind: only the store of the same host can read it.</summary>
public interface IFileSource
{
    long Size { get; }
}

/// <summary>The chosen file was changed, moved or removed while it was read.</summary>
public sealed class FileChangedException() : Exception("The file changed while it was read.");
