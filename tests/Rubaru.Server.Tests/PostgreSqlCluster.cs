using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Rubaru.Server.Tests;

/// <summary>
/// A PostgreSQL server of its own on a free port and in a temporary folder, thrown away afterwards. It flushes as a real
/// one does: the server under test refuses one that does not. Its shell ends it when this process ends in any way.
/// </summary>
internal sealed class PostgreSqlCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<PostgreSqlCluster>> Lazy = new(() => StartAsync());
    private readonly string folder;
    private readonly int port;
    private Process? process;
    private int schemas;

    private PostgreSqlCluster(string folder, int port)
    {
        this.folder = folder;
        this.port = port;
    }

    /// <summary>One for all tests of this process that only need a database.</summary>
    public static Task<PostgreSqlCluster> Shared => Lazy.Value;

    public static bool IsSharedStarted => Lazy.IsValueCreated;

    public static async Task<PostgreSqlCluster> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("rubaru-postgresql-").FullName;
        if (IsRoot)
        {
            // initdb and postgres refuse to be root.
            await RunAsync("chown", "postgres:", folder);
        }
        await RunAsync([
            .. AsPostgres,
            Program("initdb"),
            "-D",
            folder,
            "-U",
            "rubaru",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
            // Small, because tests read all of it.
            "--wal-segsize=1",
        ]);
        var cluster = new PostgreSqlCluster(folder, FreePort());
        await cluster.BeginAsync();
        return cluster;
    }

    /// <returns>
    /// The connection string of a new, empty schema: for the server under test as good as a database of its own, and a
    /// hundred times cheaper.
    /// </returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref schemas)}";
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE SCHEMA {name}", connection);
        await command.ExecuteNonQueryAsync();
        return $"{ConnectionString};Search Path={name}";
    }

    /// <summary>Immediate: every session is cut off, nothing is written out; the next start recovers from the log.</summary>
    public Task CrashAsync() => EndAsync("QUIT");

    /// <summary>After a crash: the same data on the same port.</summary>
    public async Task BeginAsync()
    {
        string[] postgres =
        [
            .. AsPostgres,
            Program("postgres"),
            "-D",
            folder,
            "-p",
            $"{port}",
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "shared_buffers=32MB",
            "-c",
            "min_wal_size=2MB",
            "-c",
            "log_min_messages=fatal",
        ];
        // A word on its input is the signal it passes on; the end of its input, when this process dies, is an interrupt.
        const string Shell = "\"$@\" & read -r signal; kill -\"${signal:-INT}\" $!; wait $!";
        var start = new ProcessStartInfo("sh", ["-c", Shell, "sh", .. postgres])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var patience = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!process.HasExited && TimeProvider.System.GetElapsedTime(patience) < Patience)
            {
                // It starts up, or recovers.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync("QUIT");
        Directory.Delete(folder, recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static string[] AsPostgres =>
        IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    private string ConnectionString => $"Host=127.0.0.1;Port={port};Username=rubaru;Database=postgres;SSL Mode=Disable";

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false;GSS Encryption Mode=Disable");
        await connection.OpenAsync();
        return connection;
    }

    private async Task EndAsync(string signal)
    {
        if (process is null)
        {
            return;
        }
        await process.StandardInput.WriteLineAsync(signal);
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        await process.WaitForExitAsync(patience.Token);
        process.Dispose();
        process = null;
    }

    // Debian keeps the programs of each version in a folder of its own; elsewhere they are on the path.
    private static string Program(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin", name))
                .Where(File.Exists)
                .Order(StringComparer.Ordinal)
                .LastOrDefault(name)
            : name;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]} failed: {error}");
        }
    }
}
