using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>The same constraints in both schemas: what one refuses, the other refuses.</summary>
public abstract partial class SchemaTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Theory]
    [InlineData("UPDATE deposit SET status = 'withdrawn'", "the ciphertext stays")]
    [InlineData("UPDATE deposit SET ciphertext = NULL", "pending without a ciphertext")]
    [InlineData("UPDATE deposit SET status = 'gone', ciphertext = NULL", "no such status")]
    [InlineData("UPDATE deposit SET expires = created - 1", "expired before it was created")]
    [InlineData("UPDATE deposit SET mailbox = 7", "no such mailbox")]
    [InlineData("UPDATE deposit SET withdraw_hash = zeroblob(31)", "too short")]
    [InlineData(
        "INSERT INTO deposit SELECT 9, mailbox, deposit_id, status, created, expires, early, slot, withdraw_hash, ciphertext FROM deposit",
        "twice"
    )]
    [InlineData("INSERT INTO push_subscription VALUES (1, '', zeroblob(65), zeroblob(16), 1)", "no endpoint")]
    [InlineData("INSERT INTO push_subscription VALUES (1, 'x', zeroblob(64), zeroblob(16), 1)", "no point")]
    public async Task The_schema_refuses(string statement, string reason)
    {
        Assert.NotEmpty(reason);
        await using var server = await StartAsync(time);
        using var connection = Rows.Open(server);
        Run(
            connection,
            "INSERT INTO mailbox (id, login_key, created, last_used) VALUES (zeroblob(16), zeroblob(32), 1800000000, 1800000000)"
        );
        Run(
            connection,
            "INSERT INTO deposit (mailbox, deposit_id, status, created, expires, early, slot, withdraw_hash, ciphertext)"
                + " VALUES (1, zeroblob(16), 'pending', 1800000000, 1800021600, 0, zeroblob(8), zeroblob(32), zeroblob(4168))"
        );
        var error = Assert.ThrowsAny<DbException>(() => Run(connection, statement));
        Assert.True(
            error is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT }
                || error is PostgresException refused && refused.SqlState.StartsWith("23", StringComparison.Ordinal),
            error.Message
        );
    }

    private void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = IsSqlite
            ? $"PRAGMA foreign_keys=ON; {sql}"
            : Zeros().Replace(sql, "decode(repeat('00', $1), 'hex')");
        command.ExecuteNonQuery();
    }

    [GeneratedRegex(@"zeroblob\((\d+)\)")]
    private static partial Regex Zeros();
}

public sealed class SqliteSchemaTests() : SchemaTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlSchemaTests() : SchemaTests(DatabaseKind.PostgreSql);
