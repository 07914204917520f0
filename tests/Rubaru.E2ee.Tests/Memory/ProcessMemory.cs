using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Rubaru.E2ee.Tests.Memory;

/// <summary>All memory of this process that can be written: heaps of .NET and of libsodium, and every stack.</summary>
internal static class ProcessMemory
{
    private const int Window = 1 << 20;
    private const int Page = 4096;

    /// <returns>Those that are somewhere, and in which kind of region.</returns>
    public static IReadOnlyList<(MaskedSecret Secret, string Region)> Find(IReadOnlyCollection<MaskedSecret> secrets)
    {
        var byFirstTwo = secrets.ToLookup(secret => secret.FirstTwo);
        var candidates = new bool[1 << 16];
        foreach (var group in byFirstTwo)
        {
            candidates[group.Key] = true;
        }

        List<(MaskedSecret, string)> found = [];
        var buffer = GC.AllocateArray<byte>(Window + MaskedSecret.Size, pinned: true);
        var own = Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0);
        using var memory = File.OpenHandle("/proc/self/mem", share: FileShare.ReadWrite);
        foreach (var (start, end, name) in Writable())
        {
            for (var at = start; at < end; at += Window)
            {
                var read = Read(memory, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
                for (var i = 0; i + MaskedSecret.Size <= read; i++)
                {
                    if (i % Page == 0 && i + Page <= read && !buffer.AsSpan(i, Page).ContainsAnyExcept((byte)0))
                    {
                        // Never used: the last bytes are looked at, because a secret may begin in them with zeros.
                        i += Page - MaskedSecret.Size;
                        continue;
                    }

                    if (!candidates[buffer[i] | buffer[i + 1] << 8] || at + i >= own && at + i < own + buffer.Length)
                    {
                        continue;
                    }

                    foreach (var secret in byFirstTwo[buffer[i] | buffer[i + 1] << 8])
                    {
                        if (secret.IsAt(buffer.AsSpan(i)))
                        {
                            found.Add((secret, name));
                        }
                    }
                }
            }
        }

        CryptographicOperations.ZeroMemory(buffer);
        return found;
    }

    private static int Read(SafeFileHandle memory, Span<byte> buffer, long at)
    {
        try
        {
            return RandomAccess.Read(memory, buffer, at);
        }
        catch (IOException)
        {
            // Another thread gave the region back since the list was read: nothing is in it any more.
            return 0;
        }
    }

    private static List<(long Start, long End, string Name)> Writable()
    {
        List<(long, long, string)> regions = [];
        foreach (var line in File.ReadAllLines("/proc/self/maps"))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!fields[1].StartsWith("rw", StringComparison.Ordinal))
            {
                continue;
            }

            var ends = fields[0].Split('-');
            regions.Add((Address(ends[0]), Address(ends[1]), fields.Length > 5 ? fields[5] : "anonymous"));
        }

        return regions;

        static long Address(string hex) => long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
