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

    /// <returns>The sealed chunk; <c>null</c> when it is not there.</returns>
    Task<byte[]?> ReadAsync(FileSecret secret, long size, long chunk);

    /// <summary>Opens the chunk, and writes it as it came only when its tag was right.</summary>
    /// <returns><c>false</c>: not this chunk of this file; nothing was written.</returns>
    /// <exception cref="StorageFullException">Nothing was written.</exception>
    Task<bool> WriteAsync(FileSecret secret, long size, long chunk, byte[] box);

    /// <summary>Opens all of it, from the first chunk on.</summary>
    Task<FileCheck> CheckAsync(FileSecret secret, long size);

    /// <summary>Gives the plaintext to the person, as a file of no particular type.</summary>
    /// <param name="name">Clean (<see cref="FileNote.Name"/>).</param>
    /// <returns><c>false</c>: the copy does not open.</returns>
    Task<bool> SaveAsync(FileSecret secret, long size, string name);

    /// <returns>Where the host finds the opened image to draw; <c>null</c>: it does not open, or is no raster image.</returns>
    Task<string?> DrawAsync(FileSecret secret, long size);

    /// <summary>Nothing draws this any more.</summary>
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
