using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Rubaru.Server.Storage;

/// <summary>
/// The one open connection and its prepared statements. Only the writer's thread uses it. Callers see ADO.NET's own
/// types, so that another database needs another <see cref="Open"/> and its dialect of the few statements.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly DbConnection connection;
    private readonly Dictionary<string, Statement> statements = new(ReferenceEqualityComparer.Instance);

    private Database(DbConnection connection) => this.connection = connection;

    /// <exception cref="DbException">The file cannot be opened, or a migration failed.</exception>
    public static Database Open(string path)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            // Seconds; somebody who locks the file from outside must not hold up everybody for longer.
            DefaultTimeout = 1,
        };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            var database = new Database(connection);
            // FULL: a commit returns after the log is flushed. secure_delete: freed pages are overwritten with zeros.
            database.Script(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
                    + "PRAGMA busy_timeout=250; PRAGMA wal_autocheckpoint=2000;"
            );
            Migrations.Apply(database);
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Begin() => Run("BEGIN IMMEDIATE");

    /// <summary>Returns after the flush.</summary>
    public void Commit() => Run("COMMIT");

    public void Rollback()
    {
        // Some errors (disk full) have already rolled the transaction back; only SQLite knows.
        if (connection is SqliteConnection sqlite && SQLitePCL.raw.sqlite3_get_autocommit(sqlite.Handle) == 0)
        {
            Run("ROLLBACK");
        }
    }

    /// <param name="values">In the order in which the parameters first appear in the text.</param>
    /// <returns>Rows changed.</returns>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Prepare(sql).Run(values);

    public DbDataReader Read(string sql, params ReadOnlySpan<object?> values) => Prepare(sql).Read(values);

    /// <summary>First column of the first row; <c>null</c> where there is none.</summary>
    public object? Value(string sql, params ReadOnlySpan<object?> values) => Prepare(sql).Value(values);

    public long Count(string sql, params ReadOnlySpan<object?> values) => Value(sql, values) as long? ?? 0;

    /// <summary>Moves the log into the file and empties it: overwritten rows are then in neither. Outside a transaction.</summary>
    /// <returns><c>false</c> while somebody else reads the file; try again later.</returns>
    public bool TruncateLog() => Value("PRAGMA wal_checkpoint(TRUNCATE)") is 0L;

    public void Script(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }
        connection.Dispose();
    }

    private Statement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(connection, sql);
            statements.Add(sql, statement);
        }
        return statement;
    }
}
