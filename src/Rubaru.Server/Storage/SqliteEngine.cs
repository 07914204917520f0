using System.Data.Common;
using Microsoft.Data.Sqlite;
using Rubaru.Server.Hosting;

namespace Rubaru.Server.Storage;

/// <summary>The embedded database: one file, opened by this process only.</summary>
internal sealed class SqliteEngine(string path) : IDatabaseEngine
{
    public string Name => "sqlite";

    public string Description
    {
        get
        {
            var folder = Path.GetDirectoryName(path)!;
            var relative = Path.GetRelativePath(Environment.CurrentDirectory, folder);
            return $"SQLite in {(relative.StartsWith("..", StringComparison.Ordinal) ? folder : relative)}";
        }
    }

    // At once with the lock to write, so that a transaction never fails in its middle because somebody else wrote.
    public string Begin => "BEGIN IMMEDIATE";

    public DbConnection Connect()
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
            using var command = connection.CreateCommand();
            // FULL: a commit returns after the log is flushed. secure_delete: freed pages are overwritten with zeros.
            command.CommandText =
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
                + "PRAGMA busy_timeout=250; PRAGMA wal_autocheckpoint=2000;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new ConfigurationError($"The database {path} cannot be opened: {error.Message}", error);
        }
    }

    // Some errors (disk full) have already rolled the transaction back; only SQLite knows.
    public bool IsInTransaction(DbConnection connection) =>
        SQLitePCL.raw.sqlite3_get_autocommit(((SqliteConnection)connection).Handle) == 0;

    public StorageFault FaultOf(Exception error, DbConnection connection) =>
        error
            is SqliteException
            {
                SqliteErrorCode: SQLitePCL.raw.SQLITE_IOERR
                    or SQLitePCL.raw.SQLITE_CORRUPT
                    or SQLitePCL.raw.SQLITE_NOTADB
                    or SQLitePCL.raw.SQLITE_CANTOPEN
                    or SQLitePCL.raw.SQLITE_READONLY
                    or SQLitePCL.raw.SQLITE_NOMEM
                    // Each of the others would wait for the lock as long as this one did.
                    or SQLitePCL.raw.SQLITE_BUSY
                    or SQLitePCL.raw.SQLITE_LOCKED
            }
            ? StorageFault.Connection
            : StorageFault.Statement;

    // The log is moved into the file and cut off: wiped rows are then in neither.
    public bool EmptyLog(Database database) => database.Value("PRAGMA wal_checkpoint(TRUNCATE)") is 0L;
}
