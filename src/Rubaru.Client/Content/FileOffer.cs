using System.Text;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Content;

/// <summary>
/// Content type 4 (protocol section 12): {1 file_id(16), 2 file_key(32), 3 nonce(16), 4 size, 5 name, 6 mime,
/// 7 SHA-256(32), ? 8 thumbnail, 9 width, 10 height, ? 11 caption, ? 12 lifetime in seconds,
/// ? 15 duration in milliseconds, 16 loudness(40)}.
/// </summary>
/// <param name="Key">32 bytes.</param>
/// <param name="Nonce">16 bytes.</param>
/// <param name="Hash">SHA-256 of the plaintext.</param>
internal sealed record FileOffer(FileNote File, byte[] Key, byte[] Nonce, byte[] Hash)
{
    /// <summary>No key: what is printed may be logged.</summary>
    public override string ToString() => nameof(FileOffer);

    public string Caption { get; init; } = "";
    public TimeSpan? Lifetime { get; init; }

    public byte[] ToBytes()
    {
        // The keys of a canonical map come in order, and the note's are on both sides of the secret's.
        var record = new CborRecord()
            .Add(1, MessageIds.Bytes(File.Id))
            .Add(2, Key)
            .Add(3, Nonce)
            .Add(4, (ulong)File.Size)
            .Add(5, File.Name)
            .Add(6, File.Mime)
            .Add(7, Hash);
        if (File.IsImage)
            record.Add(8, File.Thumbnail).Add(9, (ulong)File.Width).Add(10, (ulong)File.Height);
        if (Caption.Length > 0)
            record.Add(11, Caption);
        if (Lifetime is { } lifetime)
            record.Add(12, (ulong)lifetime.TotalSeconds);
        if (File is { Voice: { } voice, IsImage: false })
            voice.Write(record);
        return record.ToBytes();
    }

    /// <summary>Never throws.</summary>
    public static FileOffer? TryRead(byte[] body) =>
        body.Length <= ChatClient.MaxTextBytes
        && CborMap.TryRead(body) is { } map
        && FileNote.Read(map) is { } note
        && map.Bytes(2, FileSecret.KeySize) is { } key
        && map.Bytes(3, FileCipher.NonceSize) is { } nonce
        && map.Bytes(7, 32) is { } hash
            ? new FileOffer(note, key, nonce, hash)
            {
                Caption =
                    map.Text(11, FileLimits.CaptionBytes) is { } caption
                    && Encoding.UTF8.GetByteCount(caption) <= FileLimits.CaptionBytes
                        ? caption
                        : "",
                Lifetime = Conversations.Lifetime.Read(map.Unsigned(12)),
            }
            : null;
}
