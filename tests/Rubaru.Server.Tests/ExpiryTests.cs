using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Storage;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public abstract class ExpiryTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private const long Start = 1_800_000_000;
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(Start));

    [Fact]
    public async Task After_five_hours_fifty_nine_a_deposit_is_delivered_and_after_six_hours_nothing_of_it_exists()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        var deposit = account.Deposit(capability);
        await sender.AskAsync<Accepted>(deposit);
        var row = Rows.Bytes(server, "SELECT ciphertext FROM deposit");
        var key = File.ReadAllBytes(Assert.Single(KeyFiles(server)));
        // A piece may straddle two pages; nearly all stand in one.
        Assert.InRange(Rows.PiecesOnDisk(server, row), row.Length / 32 - 4, row.Length);
        Assert.Equal(1, FilesWith(server, key));
        Assert.Equal(0, Rows.PiecesOnDisk(server, deposit.Envelope));

        time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromMinutes(1));
        await server.SweepAsync();
        var (late, _) = await account.LogInAsync(server);
        Assert.Equal(deposit.Envelope, (await late.ReceiveAsync<Delivery>()).Envelope);
        await late.CloseAsync();
        Assert.NotEmpty(KeyFiles(server));

        time.Advance(TimeSpan.FromMinutes(2));
        await server.SweepAsync();
        Assert.Equal(0, Rows.Count(server, "deposit"));
        AssertGone(server, row, key);
        var (last, _) = await account.LogInAsync(server);
        Assert.Equal(new Pong(1), await last.AskAsync<Pong>(new Ping(1)));
    }

    [Fact]
    public async Task The_sweeper_wakes_by_itself_when_the_next_row_expires()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        await sender.AskAsync<Accepted>(account.Deposit(capability));
        await EventuallyAsync(() =>
        {
            // Each step lets the sweeper run; where it was busy, the next one does.
            time.Advance(TimeSpan.FromMinutes(10));
            return Rows.Count(server, "deposit") == 0;
        });
        Assert.True(time.GetUtcNow().ToUnixTimeSeconds() >= Start + 21_600);
    }

    [Fact]
    public async Task An_acknowledged_row_leaves_no_bytes_and_goes_six_hours_after_it_was_created()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        await sender.AskAsync<Accepted>(account.Deposit(capability));
        var row = Rows.Bytes(server, "SELECT ciphertext FROM deposit");
        var key = File.ReadAllBytes(Assert.Single(KeyFiles(server)));
        await receiver.ReceiveAsync<Delivery>();
        time.Advance(TimeSpan.FromHours(3));
        var (later, _) = await account.LogInAsync(server);
        var delivery = await later.ReceiveAsync<Delivery>();
        await server.SweepAsync();
        Assert.NotEqual(0, Rows.PiecesOnDisk(server, row));
        await later.SendAsync(new Acknowledge(delivery.Deposit));
        await later.AskAsync<PrekeyCountIs>(new PrekeyCount(1));
        await server.SweepAsync();
        AssertGone(server, row, key);
        Assert.Equal("delivered", Rows.Text(server, "SELECT status FROM deposit"));
        time.Advance(TimeSpan.FromHours(3));
        await server.SweepAsync();
        Assert.Equal(0, Rows.Count(server, "deposit"));
        var metrics = await server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("rubaru_delivered_total 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rubaru_purged_total{reason=\"delivered\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rubaru_purged_total{reason=\"pending\"} 0\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_time_to_live_wipes_early_and_the_name_can_be_used_again()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        var deposit = account.Deposit(capability) with { TimeToLiveSeconds = 600 };
        await sender.AskAsync<Accepted>(deposit);
        time.Advance(TimeSpan.FromSeconds(599));
        await server.SweepAsync();
        Assert.Equal("pending", Rows.Text(server, "SELECT status FROM deposit"));
        time.Advance(TimeSpan.FromSeconds(2));
        await server.SweepAsync();
        Assert.Equal("expired", Rows.Text(server, "SELECT status FROM deposit"));
        Assert.Equal(0, Rows.Number(server, "SELECT count(ciphertext) FROM deposit"));
        using var again = await server.OpenDepositAsync();
        var accepted = await again.AskAsync<Accepted>(deposit);
        Assert.Equal(new Accepted(deposit.Id, DepositOutcome.Stored, Start + 601 + 600), accepted);
        var (receiver2, _) = await account.LogInAsync(server);
        Assert.Equal(deposit.Id, (await receiver2.ReceiveAsync<Delivery>()).Deposit);
    }

    [Fact]
    public async Task What_expired_early_is_purged_as_expired_six_hours_after_it_was_created()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        await sender.AskAsync<Accepted>(account.Deposit(capability) with { TimeToLiveSeconds = 600 });
        time.Advance(TimeSpan.FromSeconds(600));
        await server.SweepAsync();
        Assert.Equal("expired", Rows.Text(server, "SELECT status FROM deposit"));
        time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(601));
        await server.SweepAsync();
        Assert.Equal(1, Rows.Count(server, "deposit"));
        time.Advance(TimeSpan.FromSeconds(1));
        await server.SweepAsync();
        Assert.Equal(0, Rows.Count(server, "deposit"));
        var metrics = await server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("rubaru_purged_total{reason=\"expired\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rubaru_purged_total{reason=\"pending\"} 0\n", metrics, StringComparison.Ordinal);
    }

    /// <summary>A directory in its place: nobody can open it for writing, not even root.</summary>
    [Fact]
    public async Task A_key_file_that_cannot_be_destroyed_saves_no_other_key_and_goes_with_the_next_sweep()
    {
        await using var server = await StartAsync(time);
        var keys = server.Services.GetRequiredService<StorageKeys>();
        var hour = StorageKeys.HourOf(Start);
        keys.Get(hour - 2);
        keys.Get(hour - 1);
        var file = Path.Combine(
            server.Folder,
            "keys",
            (hour - 2).ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        var aside = Path.Combine(server.Folder, "aside");
        File.Move(file, aside);
        Directory.CreateDirectory(file);
        await server.SweepAsync();
        Assert.DoesNotContain(hour - 1, keys.Hours);
        Assert.Contains(hour - 2, keys.Hours);
        // It stays retired, so no row is sealed under what is about to go.
        Assert.Null(keys.Find(hour - 2));

        Directory.Delete(file);
        File.Move(aside, file);
        await server.SweepAsync();
        Assert.DoesNotContain(hour - 2, keys.Hours);
        Assert.Empty(KeyFiles(server));
    }

    [Fact]
    public async Task A_clock_moved_back_a_day_keeps_nothing_longer_than_six_hours()
    {
        var clock = new MovableClock(time);
        await using var server = await StartAsync(clock);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        await sender.AskAsync<Accepted>(account.Deposit(capability));
        clock.Shift = TimeSpan.FromDays(-1);
        await sender.AskAsync<Accepted>(account.Deposit(capability));
        time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromMinutes(1));
        await server.SweepAsync();
        Assert.Equal(2, Rows.Count(server, "deposit"));
        time.Advance(TimeSpan.FromMinutes(2));
        await server.SweepAsync();
        Assert.Equal(0, Rows.Count(server, "deposit"));
    }

    [Fact]
    public async Task At_start_a_row_of_the_future_counts_as_created_now()
    {
        var folder = Directory.CreateTempSubdirectory("rubaru-future-").FullName;
        var account = new Account();
        Deposit deposit;
        byte[] row;
        byte[] key;
        var ahead = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(Start + 86_400));
        await using (var server = await StartAsync(ahead, folder))
        {
            using var sender = await server.OpenDepositAsync();
            var (_, capability) = await account.OpenAsync(server, deposits: Account.Counted);
            deposit = account.Deposit(capability);
            await sender.AskAsync<Accepted>(deposit);
            row = Rows.Bytes(server, "SELECT ciphertext FROM deposit");
            key = File.ReadAllBytes(Assert.Single(KeyFiles(server)));
        }
        await using (var server = await StartAsync(time, folder))
        {
            await server.SweepAsync();
            Assert.Equal(Start, Rows.Number(server, "SELECT created FROM deposit"));
            Assert.Equal(Start + 21_600, Rows.Number(server, "SELECT expires FROM deposit"));
            var (receiver, _) = await account.LogInAsync(server);
            Assert.Equal(deposit.Envelope, (await receiver.ReceiveAsync<Delivery>()).Envelope);
            await receiver.CloseAsync();
            time.Advance(TimeSpan.FromHours(6));
            await server.SweepAsync();
            Assert.Equal(0, Rows.Count(server, "deposit"));
            AssertGone(server, row, key);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_row_whose_key_is_gone_does_not_hold_up_the_others()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        await sender.AskAsync<Accepted>(account.Deposit(capability));
        server.Services.GetRequiredService<StorageKeys>().Destroy(StorageKeys.HourOf(Start));
        var readable = account.Deposit(capability);
        await sender.AskAsync<Accepted>(readable);
        var (again, _) = await account.LogInAsync(server);
        Assert.Equal(readable.Id, (await again.ReceiveAsync<Delivery>()).Deposit);
        await again.AskAsync<Pong>(new Ping(1));
        Assert.Equal(1, Rows.Number(server, "SELECT count(*) FROM deposit WHERE status = 'expired'"));
    }

    [Fact]
    public async Task Storage_keys_are_private_files_of_one_hour_each()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (_, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        await sender.AskAsync<Accepted>(account.Deposit(capability));
        var first = Assert.Single(KeyFiles(server));
        Assert.Equal(
            (Start / 3600).ToString(System.Globalization.CultureInfo.InvariantCulture),
            Path.GetFileName(first)
        );
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first));
        }
        Assert.Equal(32, new FileInfo(first).Length);
        time.Advance(TimeSpan.FromHours(1));
        using var later = await server.OpenDepositAsync();
        await later.AskAsync<Accepted>(account.Deposit(capability));
        Assert.Equal(2, KeyFiles(server).Length);
    }

    /// <summary>
    /// SQLite: no byte of it is in file, log and free pages. PostgreSQL does not overwrite its pages and log, but the key
    /// that opened what they hold is nowhere.
    /// </summary>
    private void AssertGone(InProcessServer server, byte[] row, byte[] key)
    {
        var pieces = Rows.PiecesOnDisk(server, row);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{pieces} of {row.Length / 32} pieces are left, without their key."
        );
        if (IsSqlite)
        {
            Assert.Equal(0, pieces);
        }
        Assert.Empty(KeyFiles(server));
        Assert.Equal(0, FilesWith(server, key));
        Assert.Null(server.Services.GetRequiredService<StorageKeys>().Find(StorageKeys.HourOf(Start)));
    }

    private static int FilesWith(InProcessServer server, byte[] key) =>
        Directory
            .GetFiles(server.Folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "lock")
            .Count(file => Rows.ReadShared(file).AsSpan().IndexOf(key) >= 0);

    private static string[] KeyFiles(InProcessServer server) => Directory.GetFiles(Path.Combine(server.Folder, "keys"));

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(30));
            await Task.Yield();
        }
    }

    /// <summary>A wall clock that somebody sets while time passes as ever.</summary>
    private sealed class MovableClock(FakeTimeProvider time) : TimeProvider
    {
        public TimeSpan Shift { get; set; }
        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Shift;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}

public sealed class SqliteExpiryTests() : ExpiryTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlExpiryTests() : ExpiryTests(DatabaseKind.PostgreSql);
