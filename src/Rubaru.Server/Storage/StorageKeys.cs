using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Rubaru.Sodium;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Server.Storage;

/// <summary>
/// One random key an hour, a file each (protocol section 7.1). A row is sealed under the key of the hour in which it was
/// created; when the hour is over and no pending row needs the key, its file is overwritten and removed, and with it
/// goes whatever the log, free pages or a backup of the database still hold.
/// </summary>
internal sealed class StorageKeys : IDisposable
{
    private readonly string folder;
    private readonly ISodium sodium;
    private readonly ConcurrentDictionary<long, byte[]> keys = new();
    private readonly ConcurrentDictionary<long, bool> retiring = new();
    private readonly Lock creating = new();

    public StorageKeys(string folder, ISodium sodium)
    {
        this.folder = folder;
        this.sodium = sodium;
        PrivateFolder.Create(folder);
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (long.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out var hour))
            {
                Load(hour, file);
            }
        }
    }

    public IReadOnlyCollection<long> Hours => (IReadOnlyCollection<long>)keys.Keys;

    public static long HourOf(long unixSeconds) => unixSeconds / 3600;

    /// <summary>The key of a row; <c>null</c> once it is retired, so that no row is inserted under a dying key.</summary>
    public byte[]? Find(long hour) => retiring.ContainsKey(hour) ? null : keys.GetValueOrDefault(hour);

    /// <summary>No pending row needs it: from now on none may.</summary>
    public void Retire(long hour) => retiring[hour] = true;

    /// <summary>The transaction in which it was retired did not commit.</summary>
    public void Recall() => retiring.Clear();

    /// <summary>The key of an hour, made and flushed before its first use: what it sealed survives a crash.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public byte[] Get(long hour)
    {
        if (keys.TryGetValue(hour, out var key))
        {
            return key;
        }
        lock (creating)
        {
            if (keys.TryGetValue(hour, out key))
            {
                return key;
            }
            key = new byte[KeySizes.AeadKey];
            sodium.Random(key);
            var path = PathOf(hour);
            using (var file = PrivateFolder.CreateFile(path))
            {
                file.Write(key);
                file.Flush(flushToDisk: true);
            }
            PrivateFolder.Flush(folder);
            keys[hour] = key;
            return key;
        }
    }

    /// <summary>For ever: nothing sealed under it can be opened again. Until the file is gone the key stays on the list.</summary>
    /// <exception cref="IOException">The file is still there, or may be; the same again ends it.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Destroy(long hour)
    {
        if (!keys.ContainsKey(hour))
        {
            return;
        }
        DestroyFile(PathOf(hour));
        if (keys.TryRemove(hour, out var key))
        {
            CryptographicOperations.ZeroMemory(key);
        }
        retiring.TryRemove(hour, out _);
    }

    private void DestroyFile(string path)
    {
        // An attempt before may have come as far as the deletion.
        if (!Path.Exists(path))
        {
            return;
        }
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            file.Write(new byte[KeySizes.AeadKey]);
            file.Flush(flushToDisk: true);
        }
        File.Delete(path);
        PrivateFolder.Flush(folder);
    }

    public void Dispose()
    {
        foreach (var key in keys.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }
        keys.Clear();
    }

    private void Load(long hour, string file)
    {
        var key = File.ReadAllBytes(file);
        if (key.Length == KeySizes.AeadKey)
        {
            keys[hour] = key;
            return;
        }
        // A crash before the first flush left a torn file; nothing was ever sealed under it.
        File.Delete(file);
    }

    private string PathOf(long hour) => Path.Combine(folder, hour.ToString(CultureInfo.InvariantCulture));
}
