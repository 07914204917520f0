using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Gateway;
using Rubaru.Server.Storage;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class StorageTests
{
    private static readonly byte[] Key = Account.Bytes(32);

    [Fact]
    public void A_box_opens_with_its_key_and_data_only()
    {
        byte[] text = Account.Bytes(500);
        var box = StorageCipher.Seal(Account.Sodium, Key, "data"u8, text);
        Assert.Equal(text.Length + StorageCipher.Overhead, box.Length);
        var opened = new byte[text.Length];
        Assert.True(StorageCipher.TryOpen(Account.Sodium, Key, "data"u8, box, opened));
        Assert.Equal(text, opened);
        Assert.False(StorageCipher.TryOpen(Account.Sodium, Account.Bytes(32), "data"u8, box, opened));
        Assert.False(StorageCipher.TryOpen(Account.Sodium, Key, "date"u8, box, opened));
        Assert.False(StorageCipher.TryOpen(Account.Sodium, Key, "data"u8, box.AsSpan(0, box.Length - 1), opened));
        for (var i = 0; i < box.Length; i++)
        {
            box[i] ^= 1;
            Assert.False(StorageCipher.TryOpen(Account.Sodium, Key, "data"u8, box, opened));
            box[i] ^= 1;
        }
        Assert.NotEqual(box, StorageCipher.Seal(Account.Sodium, Key, "data"u8, text));
    }

    [Fact]
    public void The_box_is_the_construction_of_the_protocol()
    {
        // CAEAD of section 1, written out with the platform's own HKDF and ChaCha20-Poly1305.
        byte[] text = Account.Bytes(100);
        var box = StorageCipher.Seal(Account.Sodium, Key, "ad"u8, text);
        var prk = System.Security.Cryptography.HMACSHA256.HashData(box.AsSpan(0, 24), Key);
        byte[] info = [.. "Rubaru/1 caead"u8, .. "store"u8];
        var first = System.Security.Cryptography.HMACSHA256.HashData(prk, (byte[])[.. info, 1]);
        var second = System.Security.Cryptography.HMACSHA256.HashData(prk, (byte[])[.. first, .. info, 2]);
        Assert.Equal(second, box[24..56]);
        using var aead = new System.Security.Cryptography.ChaCha20Poly1305(first);
        var opened = new byte[text.Length];
        aead.Decrypt(new byte[12], box.AsSpan(56, text.Length), box.AsSpan(56 + text.Length), opened, "ad"u8);
        Assert.Equal(text, opened);
    }

    [Fact]
    public void Keys_are_found_again_and_a_destroyed_one_is_gone()
    {
        var folder = Directory.CreateTempSubdirectory("rubaru-keys-").FullName;
        byte[] kept;
        using (var keys = new StorageKeys(folder, Account.Sodium))
        {
            kept = keys.Get(7).ToArray();
            Assert.Same(keys.Get(7), keys.Find(7));
            keys.Get(8);
            keys.Destroy(8);
            keys.Destroy(8);
            Assert.Null(keys.Find(8));
        }
        using (var keys = new StorageKeys(folder, Account.Sodium))
        {
            Assert.Equal(kept, keys.Find(7));
            Assert.Equal([7], keys.Hours);
            keys.Retire(7);
            Assert.Null(keys.Find(7));
            keys.Recall();
            Assert.Equal(kept, keys.Find(7));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_torn_key_file_is_removed_at_start()
    {
        var folder = Directory.CreateTempSubdirectory("rubaru-keys-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "9"), new byte[5]);
        using (var keys = new StorageKeys(folder, Account.Sodium))
        {
            Assert.Null(keys.Find(9));
            Assert.Empty(Directory.GetFiles(folder));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_retention_clock_never_goes_back_and_follows_a_jump_forward()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_000_000));
        var shifted = new ShiftedTime(time);
        var clock = new RetentionClock(shifted);
        shifted.Shift = TimeSpan.FromHours(-5);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1_000_060, clock.UnixSeconds);
        shifted.Shift = TimeSpan.FromHours(2);
        Assert.Equal(1_007_260, clock.UnixSeconds);
        shifted.Shift = TimeSpan.Zero;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1_007_265, clock.UnixSeconds);
    }

    [Fact]
    public void A_bucket_refills_with_time_up_to_its_size()
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(perSecond: 2, atOnce: 3, time);
        Assert.Equal(
            [true, true, true, false],
            [bucket.TryTake(), bucket.TryTake(), bucket.TryTake(), bucket.TryTake()]
        );
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal([true, false], [bucket.TryTake(), bucket.TryTake()]);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(
            [true, true, true, false],
            [bucket.TryTake(), bucket.TryTake(), bucket.TryTake(), bucket.TryTake()]
        );
    }

    private sealed class ShiftedTime(TimeProvider time) : TimeProvider
    {
        public TimeSpan Shift { get; set; }
        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Shift;

        public override long GetTimestamp() => time.GetTimestamp();
    }
}
