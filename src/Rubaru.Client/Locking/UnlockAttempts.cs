using System.Buffers.Binary;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Locking;

/// <summary>
/// How many wrong passphrases in a row, and when the last was. It slows down a person at this screen; who has copied the
/// files does not ask it, and is slowed down by Argon2id alone. So it need not be sealed.
/// </summary>
internal readonly record struct UnlockAttempts(uint Failed, DateTimeOffset Last)
{
    private static readonly byte[] _key = "attempts"u8.ToArray();

    /// <summary>Nothing for the first three (a slip of the finger), then 5 s, 10 s, 20 s, … up to 15 min.</summary>
    public TimeSpan Wait =>
        Failed < Limits.FreeAttempts
            ? TimeSpan.Zero
            : TimeSpan.FromTicks(
                Math.Min(
                    Limits.FirstAttemptWait.Ticks << (int)Math.Min(Failed - Limits.FreeAttempts, 20),
                    Limits.LongestAttemptWait.Ticks
                )
            );

    public DateTimeOffset NextTry => Last + Wait;

    /// <summary>
    /// A clock that was set back does not shorten the wait, and cannot make it longer than it is. Whoever asks keeps the
    /// answer: measured from an ever later now, the wait would never end.
    /// </summary>
    public UnlockAttempts At(DateTimeOffset now) => Last > now ? this with { Last = now } : this;

    /// <summary>Counted before it is tried, so that closing the tab does not make it free.</summary>
    public UnlockAttempts Next(DateTimeOffset now) => new(Failed == uint.MaxValue ? Failed : Failed + 1, now);

    public Change ToChange()
    {
        var bytes = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Failed);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(4), Last.ToUnixTimeMilliseconds());
        return new Change(Table.Vault, _key, Failed == 0 ? null : bytes);
    }

    public static async Task<UnlockAttempts> ReadAsync(IStore store) =>
        await store.ReadAsync(Table.Vault, _key) is { Length: 12 } bytes
        && BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(4)) is >= 0 and <= 253_402_300_799_999 and var last
            ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes), DateTimeOffset.FromUnixTimeMilliseconds(last))
            : default;
}
