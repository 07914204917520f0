using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Storage;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>A database of an earlier version becomes one of this version, with everything in it.</summary>
public sealed class MigrationTests : IDisposable
{
    private const long Start = 1_800_000_000;
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-migration-").FullName;
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(Start));

    private string File => Path.Combine(folder, "rubaru.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_database_of_the_first_version_keeps_its_rows_and_learns_to_withdraw()
    {
        Run(Script("0001-mailboxes.sql"));
        Run(
            "CREATE TABLE migration (number INTEGER PRIMARY KEY); INSERT INTO migration VALUES (1);"
                + "INSERT INTO mailbox (id, login_key, created, last_used)"
                + $" VALUES (zeroblob(16), zeroblob(32), {Start}, {Start});"
                + "INSERT INTO capability (hash, mailbox, classes, state, deposits, deposits_used, bundles, expires, forget)"
                + " VALUES (zeroblob(32), 1, 3, 'used', 7, 5, 2, 0, 99999999999);"
                + "INSERT INTO one_time_prekey (mailbox, created, prekey) VALUES (1, 1800000000, zeroblob(1284));"
                + Insert(41, 1, "pending", "randomblob(4168)")
                + Insert(42, 2, "delivered", "NULL")
        );
        var waiting = Read("SELECT hex(ciphertext) FROM deposit WHERE seq = 41");
        await using (var server = await InProcessServer.StartAsync(time, folder))
        {
            Assert.Equal(3, Rows.Number(server, "SELECT max(number) FROM migration"));
            Assert.Equal(waiting, Rows.Text(server, "SELECT hex(ciphertext) FROM deposit WHERE seq = 41"));
            Assert.Equal(
                "41 pending,42 delivered",
                Rows.Text(
                    server,
                    "SELECT group_concat(seq || ' ' || status) FROM (SELECT seq, status FROM deposit ORDER BY seq)"
                )
            );
            Assert.Equal(
                "used 7 5 2 0",
                Rows.Text(
                    server,
                    "SELECT state || ' ' || deposits || ' ' || deposits_used || ' ' || bundles || ' ' || bundles_used"
                        + " FROM capability"
                )
            );
            Assert.Equal(1, Rows.Count(server, "one_time_prekey"));
        }
        Run(
            "UPDATE capability SET state = 'withdrawn';"
                + "UPDATE deposit SET status = 'withdrawn', ciphertext = NULL WHERE seq = 41;"
                + "INSERT INTO push_subscription VALUES (1, 'https://push.example/1', zeroblob(65), zeroblob(16), 1);"
                // The cascade of a mailbox reaches the tables that were made anew.
                + "PRAGMA foreign_keys=ON; DELETE FROM mailbox;"
        );
        foreach (var table in (string[])["capability", "deposit", "push_subscription", "one_time_prekey"])
        {
            Assert.Equal(0L, Read($"SELECT count(*) FROM {table}"));
        }
    }

    private static string Insert(int seq, byte id, string status, string ciphertext) =>
        "INSERT INTO deposit (seq, mailbox, deposit_id, status, created, expires, early, slot, withdraw_hash, ciphertext)"
        + $" VALUES ({seq}, 1, x'{id:x32}', '{status}', {Start}, {Start + 21_600}, 0, zeroblob(8), zeroblob(32), {ciphertext});";

    private static string Script(string name)
    {
        using var reader = new StreamReader(
            typeof(Database).Assembly.GetManifestResourceStream($"Rubaru.Server.Storage.Migrations.sqlite.{name}")!
        );
        return reader.ReadToEnd();
    }

    private void Run(string sql) => Ask(sql, command => command.ExecuteNonQuery());

    private object? Read(string sql) => Ask(sql, command => command.ExecuteScalar());

    private T Ask<T>(string sql, Func<SqliteCommand, T> how)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return how(command);
    }
}
