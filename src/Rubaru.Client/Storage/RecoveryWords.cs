using System.Text.Json;
using Rubaru.Sodium;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Client.Storage;

/// <summary>Why words are not a recovery key.</summary>
public enum WordsProblem
{
    None,

    /// <summary>Not 24 words.</summary>
    Count,

    /// <summary>One is not in the list.</summary>
    Unknown,

    /// <summary>All are in the list, but their checksum does not fit: one is another word, or two are exchanged.</summary>
    Checksum,
}

/// <summary>
/// 32 bytes as 24 words of BIP-39's English list (11 bits each, the last 8 bits are the first of SHA-256 of the key). The list
/// is a package of the build (recovery-words.targets).
/// </summary>
public static class RecoveryWords
{
    public const int Count = 24;
    private const int KeySize = 32;
    private static readonly Lazy<string[]> _list = new(Load);

    /// <summary>2,048 words in alphabetical order; the first four letters of each are unique.</summary>
    public static IReadOnlyList<string> All => _list.Value;

    /// <param name="key">32 bytes.</param>
    public static string[] Write(ISodium sodium, ReadOnlySpan<byte> key)
    {
        Sizes.Require(key.Length == KeySize);
        Span<byte> bits = [.. key, Checksum(sodium, key)];
        var words = new string[Count];
        for (var i = 0; i < Count; i++)
            words[i] = _list.Value[Number(bits, i)];
        bits.Clear();
        return words;
    }

    /// <summary>Forgiving of case, of anything between words and of words cut after four letters; of nothing else.</summary>
    /// <returns>The key, or the problem and the number (from 1) of the word it is about.</returns>
    public static (byte[]? Key, WordsProblem Problem, int Word) Read(ISodium sodium, string text)
    {
        var words = text.ToLowerInvariant().Split(_separators, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != Count)
            return (null, WordsProblem.Count, words.Length);
        Span<byte> bits = stackalloc byte[KeySize + 1];
        bits.Clear();
        for (var i = 0; i < Count; i++)
        {
            if (Find(words[i]) is not { } number)
                return (null, WordsProblem.Unknown, i + 1);
            for (var bit = 0; bit < 11; bit++)
            {
                if ((number >> (10 - bit) & 1) != 0)
                    bits[(i * 11 + bit) / 8] |= (byte)(0x80 >> ((i * 11 + bit) % 8));
            }
        }
        var key = bits[..KeySize].ToArray();
        var fits = Checksum(sodium, key) == bits[KeySize];
        bits.Clear();
        return fits ? (key, WordsProblem.None, 0) : (null, WordsProblem.Checksum, 0);
    }

    // Word lists get numbered and pasted with whatever stands between.
    private static readonly char[] _separators = [.. " \t\r\n,;.:-0123456789)("];

    private static int? Find(string word)
    {
        var found = Array.BinarySearch(_list.Value, word, StringComparer.Ordinal);
        if (found >= 0)
            return found;
        found = ~found;
        return
            word.Length >= 4
            && found < _list.Value.Length
            && _list.Value[found].StartsWith(word, StringComparison.Ordinal)
            ? found
            : null;
    }

    private static int Number(ReadOnlySpan<byte> bits, int word)
    {
        var number = 0;
        for (var bit = word * 11; bit < word * 11 + 11; bit++)
            number = number << 1 | (bits[bit / 8] >> (7 - bit % 8) & 1);
        return number;
    }

    private static byte Checksum(ISodium sodium, ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[KeySizes.Hash];
        sodium.Sha256(key, hash);
        return hash[0];
    }

    private static string[] Load()
    {
        using var file = typeof(RecoveryWords).Assembly.GetManifestResourceStream("bip39-english.json")!;
        using var json = JsonDocument.Parse(file);
        return [.. json.RootElement.EnumerateArray().Select(word => word.GetString()!)];
    }
}
