using System.Data.Common;

namespace Rubaru.Server.Storage;

/// <summary>
/// The one open connection and its prepared statements. Only the writer's thread uses it. Callers see ADO.NET's own
/// types; what differs between the databases is <see cref="IDatabaseEngine"/>.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly IDatabaseEngine engine;
    private readonly DbConnection connection;
    private readonly Dictionary<string, Statement> statements = new(ReferenceEqualityComparer.Instance);
    private readonly Pipeline? pipeline;

    private Database(IDatabaseEngine engine, DbConnection connection)
    {
        this.engine = engine;
        this.connection = connection;
        // A database in another process: waiting for each answer would cost more than the statement.
        pipeline = connection.CanCreateBatch ? new Pipeline(connection) : null;
    }

    /// <exception cref="Hosting.ConfigurationError">It cannot be used; a sentence for the operator.</exception>
    /// <exception cref="DbException">A migration failed.</exception>
    public static Database Open(IDatabaseEngine engine)
    {
        var connection = engine.Connect();
        try
        {
            var database = new Database(engine, connection);
            Migrations.Apply(database, engine.Name);
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The server behind it closed the connection.</summary>
    public bool IsLost => connection.State != System.Data.ConnectionState.Open;

    public void Begin() => Run(engine.Begin);

    /// <summary>Returns after the flush.</summary>
    public void Commit() => Run("COMMIT");

    public void Rollback()
    {
        pipeline?.Clear();
        if (engine.IsInTransaction(connection))
        {
            Run("ROLLBACK");
        }
    }

    public StorageFault FaultOf(Exception error) => engine.FaultOf(error, connection);

    /// <param name="values">In the order in which the parameters first appear in the text.</param>
    /// <returns>Rows changed.</returns>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Prepare(sql).Run(values);

    public DbDataReader Read(string sql, params ReadOnlySpan<object?> values) => Prepare(sql).Read(values);

    /// <summary>First column of the first row; <c>null</c> where there is none.</summary>
    public object? Value(string sql, params ReadOnlySpan<object?> values) => Prepare(sql).Value(values);

    public long Count(string sql, params ReadOnlySpan<object?> values) => Value(sql, values) as long? ?? 0;

    /// <summary>
    /// As <see cref="Value"/>, for a statement that returns a value or no row, but the answer may come later: before the
    /// next statement that is not later, and in any case before the commit. It comes in order and may use the database.
    /// </summary>
    public void Later(string sql, Action<object?> answer, params ReadOnlySpan<object?> values)
    {
        if (pipeline is null)
        {
            answer(Value(sql, values));
            return;
        }
        pipeline.Add(sql, values, answer);
    }

    /// <summary>As <see cref="Run"/>, when nobody needs to know how many rows changed.</summary>
    public void Later(string sql, params ReadOnlySpan<object?> values)
    {
        if (pipeline is null)
        {
            Run(sql, values);
            return;
        }
        pipeline.Add(sql, values, null);
    }

    /// <summary>Gives every answer that was left for later.</summary>
    public void Settle() => pipeline?.Flush();

    /// <inheritdoc cref="IDatabaseEngine.EmptyLog"/>
    public bool EmptyLog() => engine.EmptyLog(this);

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
        pipeline?.Flush();
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(connection, sql);
            statements.Add(sql, statement);
        }
        return statement;
    }
}
