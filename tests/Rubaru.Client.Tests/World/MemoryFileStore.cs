using System.Collections.Concurrent;
using System.Security.Cryptography;
using Rubaru.Client.Files;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Tests.World;

/// <summary>A file that a person chose; its bytes can change while it is read.</summary>
internal sealed class MemorySource(byte[] bytes) : IFileSource
{
    public long Size { get; init; } = bytes.Length;
    public byte[] Bytes { get; set; } = bytes;
}

/// <summary>Sealed copies in memory, with the same calls of the same cipher as a disk would have. Outlives its process.</summary>
internal sealed class MemoryFileStore(ISodium sodium) : IFileStore
{
    private readonly ConcurrentDictionary<UInt128, byte[]> _files = [];

    public long? Room { get; set; }

    /// <summary>Chunks that were written, of all files.</summary>
    public int Writes { get; private set; }

    /// <summary>Called when a copy was sealed.</summary>
    public Action? Sealed { get; set; }

    /// <summary>Called before each chunk is written.</summary>
    public Action? Writing { get; set; }

    /// <summary>Nothing is written before this.</summary>
    public Task Disk { get; set; } = Task.CompletedTask;

    /// <summary>No chunk can be written any more.</summary>
    public bool IsFull { get; set; }

    /// <summary>It never answers when it is to erase everything.</summary>
    public bool HangsErasing { get; set; }

    /// <summary>A disk that can be written and not be read; counts the tries.</summary>
    public bool IsUnreadable { get; set; }
    public int Checks { get; private set; }

    public IReadOnlyDictionary<UInt128, byte[]> All => _files;

    public Task<long?> RoomAsync() => Task.FromResult(Room);

    public Task<byte[]> SealAsync(FileSecret secret, IFileSource source, Action<long> progress, CancellationToken stop)
    {
        var memory = (MemorySource)source;
        if (memory.Bytes.Length != memory.Size)
            throw new FileChangedException();
        if (IsFull)
            throw new StorageFullException("full");
        using var cipher = secret.Cipher(sodium);
        var size = new FileSize(memory.Size);
        var copy = new byte[size.Sealed];
        for (long i = 0; i < size.Chunks; i++)
        {
            stop.ThrowIfCancellationRequested();
            var plain = memory.Bytes.AsSpan((int)size.Upto(i)..(int)size.Upto(i + 1));
            cipher.Seal((ulong)i, size.IsLast(i), plain, copy.AsSpan(Offset(i), size.BoxOf(i)));
            progress(size.Upto(i + 1));
        }
        _files[secret.Name] = copy;
        Sealed?.Invoke();
        return Task.FromResult(SHA256.HashData(memory.Bytes));
    }

    public Task<long> CountAsync(FileSecret secret, long size)
    {
        var length = _files.GetValueOrDefault(secret.Name)?.Length ?? 0;
        return Task.FromResult(new FileSize(size).Held(length));
    }

    public Task<byte[]?> ReadAsync(FileSecret secret, long size, long chunk, int count)
    {
        var (copy, box) = (_files.GetValueOrDefault(secret.Name), new FileSize(size).BoxesOf(chunk, count));
        return Task.FromResult(
            copy is null || copy.Length < Offset(chunk) + box ? null : copy.AsSpan(Offset(chunk), box).ToArray()
        );
    }

    public async Task<bool> WriteAsync(FileSecret secret, long size, long chunk, byte[] boxes)
    {
        await Disk;
        for (var at = 0; at < boxes.Length; chunk++)
        {
            var box = new FileSize(size).BoxOf(chunk);
            if (!await WriteAsync(secret, size, chunk, boxes.AsMemory(at, box)))
                return false;
            at += box;
        }
        return true;
    }

    private Task<bool> WriteAsync(FileSecret secret, long size, long chunk, ReadOnlyMemory<byte> sealedChunk)
    {
        var box = sealedChunk.ToArray();
        Writing?.Invoke();
        if (IsFull)
            throw new StorageFullException("full");
        using var cipher = secret.Cipher(sodium);
        var plain = new byte[box.Length - Rubaru.Sodium.KeySizes.AeadTag];
        if (!cipher.TryOpen((ulong)chunk, new FileSize(size).IsLast(chunk), box, plain))
            return Task.FromResult(false);
        var before = _files.GetValueOrDefault(secret.Name) ?? [];
        var grown = new byte[Math.Max(before.Length, Offset(chunk) + box.Length)];
        before.CopyTo(grown, 0);
        box.CopyTo(grown, Offset(chunk));
        _files[secret.Name] = grown;
        Writes++;
        return Task.FromResult(true);
    }

    public async Task<FileCheck> CheckAsync(FileSecret secret, long size)
    {
        Checks++;
        if (IsUnreadable)
            throw new IOException("The disk is damaged.");
        using var cipher = secret.Cipher(sodium);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunks = new FileSize(size);
        for (long i = 0; i < chunks.Chunks; i++)
        {
            var box = await ReadAsync(secret, size, i, 1) ?? [];
            var plain = new byte[Math.Max(0, box.Length - Rubaru.Sodium.KeySizes.AeadTag)];
            if (box.Length == 0 || !cipher.TryOpen((ulong)i, chunks.IsLast(i), box, plain))
                return new FileCheck(i, null);
            hash.AppendData(plain);
        }
        return new FileCheck(chunks.Chunks, hash.GetHashAndReset());
    }

    public async Task<byte[]?> HeadAsync(FileSecret secret, long size)
    {
        var (chunks, head) = (new FileSize(size), new MemoryStream());
        using var cipher = secret.Cipher(sodium);
        for (long i = 0; i < chunks.Chunks && head.Length < ImageSize.HeadBytes; i++)
        {
            var box = await ReadAsync(secret, size, i, 1) ?? [];
            var plain = new byte[Math.Max(0, box.Length - Rubaru.Sodium.KeySizes.AeadTag)];
            if (box.Length == 0 || !cipher.TryOpen((ulong)i, chunks.IsLast(i), box, plain))
                return null;
            head.Write(plain);
        }
        return head.ToArray();
    }

    public Task<bool> SaveAsync(FileSecret secret, long size, string name)
    {
        Saved.Add(name);
        return Task.FromResult(true);
    }

    /// <summary>Names under which something was given to the person.</summary>
    public List<string> Saved { get; } = [];

    public Task<string?> DrawAsync(FileSecret secret, long size) => Task.FromResult<string?>("memory:" + secret.Name);

    public Task<string?> ListenAsync(FileSecret secret, long size) => DrawAsync(secret, size);

    public void Undraw(string address) { }

    public Task DeleteAsync(UInt128 name)
    {
        _files.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<UInt128>> ListAsync() => Task.FromResult<IReadOnlyList<UInt128>>([.. _files.Keys]);

    public Task EraseAsync()
    {
        if (HangsErasing)
            return new TaskCompletionSource().Task;
        _files.Clear();
        return Task.CompletedTask;
    }

    /// <summary>Turns one bit of a copy.</summary>
    public void Damage(int at)
    {
        foreach (var copy in _files.Values)
            copy[at] ^= 1;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static int Offset(long chunk) => (int)(chunk * FileCipher.SealedChunkSize);
}
