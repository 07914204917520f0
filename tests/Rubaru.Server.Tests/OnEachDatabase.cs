using Rubaru.Server.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedPostgreSql))]

namespace Rubaru.Server.Tests;

public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}

/// <summary>
/// Tests of what is stored. They stand in an abstract class, and a class for each database runs them: both must keep the
/// same promises with the same statements.
/// </summary>
public abstract class OnEachDatabase(DatabaseKind kind)
{
    // A server that starts again on its folder finds its database again.
    private readonly Dictionary<string, string> databases = [];

    private protected bool IsSqlite => kind == DatabaseKind.Sqlite;

    private protected async Task<InProcessServer> StartAsync(
        TimeProvider time,
        string? folder = null,
        Func<ServerOptions, ServerOptions>? change = null
    )
    {
        if (IsSqlite)
        {
            return await InProcessServer.StartAsync(time, folder, change);
        }
        var database = await DatabaseOfAsync(folder);
        return await InProcessServer.StartAsync(
            time,
            folder,
            options =>
            {
                options = options with { PostgreSql = database };
                return change?.Invoke(options) ?? options;
            }
        );
    }

    /// <summary>For a server in a process of its own: RUBARU_DATABASE.</summary>
    private protected async Task<string> DatabaseOfAsync(string? folder)
    {
        if (IsSqlite)
        {
            return "sqlite";
        }
        if (folder is not null && databases.TryGetValue(folder, out var known))
        {
            return known;
        }
        var database = await (await PostgreSqlCluster.Shared).CreateDatabaseAsync();
        if (folder is not null)
        {
            databases.Add(folder, database);
        }
        return database;
    }
}

/// <summary>Ends the shared cluster after the last test, if any test wanted it.</summary>
public sealed class SharedPostgreSql : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        if (PostgreSqlCluster.IsSharedStarted)
        {
            await (await PostgreSqlCluster.Shared).DisposeAsync();
        }
    }
}
