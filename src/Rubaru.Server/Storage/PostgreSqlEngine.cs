using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Npgsql;
using Rubaru.Server.Hosting;

namespace Rubaru.Server.Storage;

/// <summary>A PostgreSQL server: one connection, and a lock in the database that keeps a second Rubaru server out.</summary>
internal sealed class PostgreSqlEngine : IDatabaseEngine
{
    // Ours where the operator says nothing. Seconds: somebody waits for every answer, and the connection must be found
    // again within five. Kerberos encryption is tried by default and complains where its library is absent.
    private const string Defaults =
        "Application Name=Rubaru;Timeout=5;Command Timeout=10;Tcp Keepalive=true;GSS Encryption Mode=Disable;";

    // "RUBA"; the other half of the lock's name is the schema, since the tables of two servers may live in one database.
    private const int ServerLock = 0x5255_4241;
    private readonly NpgsqlConnectionStringBuilder settings;

    /// <exception cref="ConfigurationError">This is no connection string.</exception>
    public PostgreSqlEngine(string connectionString)
    {
        try
        {
            settings = new NpgsqlConnectionStringBuilder(Defaults + connectionString)
            {
                // The lock, the prepared statements and the group commit belong to one connection that stays.
                Pooling = false,
                Enlist = false,
                MaxAutoPrepare = 100,
                AutoPrepareMinUsages = 2,
            };
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            // Without the cause: the message of a parser may repeat a password.
            throw Unusable();
        }
        if (string.IsNullOrEmpty(settings.Host))
        {
            throw Unusable();
        }
    }

    public string Name => "postgresql";

    public string Description => $"PostgreSQL {settings.Database ?? settings.Username} at {settings.Host}";

    public string Begin => "BEGIN";

    public DbConnection Connect()
    {
        var connection = new NpgsqlConnection(settings.ToString());
        try
        {
            connection.Open();
            CheckFlush(connection);
            TakeLock(connection);
            return connection;
        }
        catch (Exception error)
        {
            connection.Dispose();
            throw error is ConfigurationError ? error : new ConfigurationError(Explain(error), error);
        }
    }

    public bool IsInTransaction(DbConnection connection) => connection.State == ConnectionState.Open;

    public StorageFault FaultOf(Exception error, DbConnection connection) =>
        connection.State != ConnectionState.Open || error is DbException and not PostgresException
            ? StorageFault.Connection
            : StorageFault.Statement;

    // Pages and log segments are PostgreSQL's own and are not overwritten; the storage keys make them unreadable.
    public bool EmptyLog(Database database) => true;

    private static ConfigurationError Unusable() =>
        new(
            "RUBARU_DATABASE is neither sqlite nor a PostgreSQL connection string such as"
                + " Host=localhost;Database=rubaru;Username=rubaru;Password=secret."
        );

    // "Accepted" means flushed (protocol section 7.2), whatever the database's own configuration says.
    private static void CheckFlush(NpgsqlConnection connection)
    {
        if (Ask(connection, "SHOW fsync") is not "on")
        {
            throw new ConfigurationError(
                "PostgreSQL runs with fsync=off and may lose what it has confirmed: switch fsync on."
            );
        }
        if (Ask(connection, "SHOW synchronous_commit") is "off")
        {
            Ask(connection, "SET synchronous_commit = on");
        }
    }

    // Held by the session, so it ends with this process. The wait is for a killed server's session to be noticed.
    private static void TakeLock(NpgsqlConnection connection)
    {
        Ask(connection, "SET lock_timeout = '2s'");
        try
        {
            Ask(connection, $"SELECT pg_advisory_lock({ServerLock}, hashtext(current_schema()))");
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new ConfigurationError(
                $"Another Rubaru server uses the database {connection.Database}. Set RUBARU_DATABASE.",
                error
            );
        }
        Ask(connection, "SET lock_timeout = 0");
    }

    private static object? Ask(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    private string Explain(Exception error) =>
        error switch
        {
            PostgresException refused => $"PostgreSQL at {settings.Host} refuses: {refused.MessageText}.",
            _ =>
                $"PostgreSQL at {settings.Host}:{settings.Port} cannot be reached ({Reason(error)}). Is it running? See RUBARU_DATABASE.",
        };

    private static string Reason(Exception error) =>
        error.GetBaseException() switch
        {
            SocketException socket => socket.SocketErrorCode.ToString(),
            TimeoutException => "no answer in time",
            var other => other.Message,
        };
}
