using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Rubaru.EndToEnd;

/// <summary>The published server as a process of its own, with a data folder that outlives restarts.</summary>
internal sealed partial class PublishedServer : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private readonly Dictionary<string, string> settings;
    private readonly List<string> output = [];
    private Process? process;

    private PublishedServer(Dictionary<string, string> settings)
    {
        this.settings = settings;
        Port = FreePort();
        Data = Directory.CreateTempSubdirectory("rubaru-e2e-").FullName;
    }

    public int Port { get; private init; }

    /// <summary>What the command of the process begins with: a network namespace, for example.</summary>
    public IReadOnlyList<string> Prefix { get; private init; } = [];
    public string Data { get; }

    /// <summary>The published folder it runs from; takes effect at the next start.</summary>
    public string Folder { get; set; } = Repository.Published;
    public string Url => $"http://localhost:{Port}";
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (output)
            {
                return [.. output];
            }
        }
    }

    public static async Task<PublishedServer> StartNewAsync(params (string Name, string Value)[] settings)
    {
        var server = new PublishedServer(settings.ToDictionary(s => s.Name, s => s.Value));
        return await server.StartedAsync();
    }

    /// <summary>The same in a place of its own, on a port of the test's choice.</summary>
    public static async Task<PublishedServer> StartNewAsync(
        IReadOnlyList<string> prefix,
        int port,
        params (string Name, string Value)[] settings
    )
    {
        var server = new PublishedServer(settings.ToDictionary(s => s.Name, s => s.Value))
        {
            Prefix = prefix,
            Port = port,
        };
        return await server.StartedAsync();
    }

    /// <summary>One that did not start leaves no process behind.</summary>
    private async Task<PublishedServer> StartedAsync()
    {
        try
        {
            await StartAsync();
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync()
    {
        string[] command = [.. Prefix, "dotnet", Path.Combine(Folder, "Rubaru.Server.dll")];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Started from elsewhere on purpose: the content root must not depend on the working directory.
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["RUBARU_URLS"] = Url;
        start.Environment["RUBARU_DATA"] = Data;
        // A server of a test lives for seconds; measuring itself for a better compilation later costs it half as much again.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) =>
            ready.TrySetException(new InvalidOperationException("The server ended: " + string.Join('\n', Output)));
        void Line(string? text)
        {
            if (text is null)
            {
                return;
            }

            lock (output)
            {
                output.Add(text);
            }

            if (text.StartsWith("Rubaru is ready at ", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        }

        process.OutputDataReceived += (_, e) => Line(e.Data);
        process.ErrorDataReceived += (_, e) => Line(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    /// <summary>Takes effect at the next start.</summary>
    public void Set(string name, string value) => settings[name] = value;

    /// <summary>kill -9: nothing is flushed or said goodbye to.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        _ = Kill(process!.Id, 15);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return process.ExitCode;
    }

    /// <summary>Sum of the samples of a metric whose line begins with <paramref name="sample"/>.</summary>
    public async Task<double> MetricAsync(string sample)
    {
        var text = await Http.GetStringAsync(new Uri(Url + "/metrics"));
        return text.Split('\n')
            .Where(line => line.StartsWith(sample, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public Task<double> StoredDepositsAsync() => MetricAsync("rubaru_deposits_total{class=\"stored\"}");

    /// <summary>Reads the live database with a connection of its own.</summary>
    public async Task<List<Dictionary<string, object?>>> QueryAsync(string sql)
    {
        var file = Directory.EnumerateFiles(Data, "*.db", SearchOption.AllDirectories).Single();
        await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadWrite;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        var rows = new List<Dictionary<string, object?>>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(
                Enumerable
                    .Range(0, reader.FieldCount)
                    .ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i))
            );
        }

        return rows;
    }

    /// <summary>Everything the server keeps; the lock of a running server is empty and cannot be opened.</summary>
    public IEnumerable<string> DataFiles() =>
        Directory
            .EnumerateFiles(Data, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "lock");

    /// <summary>How often the bytes occur in all files of the data folder: database, log and free pages.</summary>
    public int Count(byte[] needle)
    {
        var hits = 0;
        foreach (var file in DataFiles())
        {
            using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var rest = bytes.AsSpan();
            for (int at; (at = rest.IndexOf(needle)) >= 0; rest = rest[(at + 1)..])
            {
                hits++;
            }
        }

        return hits;
    }

    /// <summary>Looks four times a second until it holds, 90 s at the most.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(90))
            {
                throw new TimeoutException("It did not happen within 90 s.");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync();
        }

        process?.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
