using Rubaru.Client.Storage;

namespace Rubaru.Client.Locking;

/// <summary>When the app locks itself.</summary>
/// <param name="After">Without a touch or a key for this long; <c>null</c>: only by hand and when the app is closed.</param>
/// <param name="Blur">Nothing is readable while the app is in the background (task switcher, tab preview).</param>
public sealed record LockSettings(TimeSpan? After, bool Blur)
{
    private static readonly byte[] _key = "lock"u8.ToArray();

    /// <summary>The recovery words were offered, and taken or not.</summary>
    public bool WordsOffered { get; init; }

    /// <summary>
    /// From a backup, in which neither passphrase, passkey nor recovery words are (decision 19), and the person was not told since.
    /// </summary>
    public bool Restored { get; init; }

    public static LockSettings Usual { get; } = new(TimeSpan.FromMinutes(15), true);

    internal void Write(Transaction transaction) =>
        transaction.Put(
            Table.Profile,
            _key,
            new CborRecord()
                .AddSigned(1, (long)(After?.TotalSeconds ?? 0))
                .Add(2, !Blur)
                .Add(3, WordsOffered)
                .Add(4, Restored)
                .ToBytes()
        );

    internal static async Task<LockSettings> ReadAsync(Records records) =>
        await records.ReadAsync(Table.Profile, _key) is { } map
            ? new LockSettings(
                map.Signed(1) is { } seconds and > 0 and < 1_000_000 ? TimeSpan.FromSeconds(seconds) : null,
                !map.Flag(2)
            )
            {
                WordsOffered = map.Flag(3),
                Restored = map.Flag(4),
            }
            : Usual;
}
