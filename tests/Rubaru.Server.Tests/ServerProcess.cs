using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.InteropServices;

namespace Rubaru.Server.Tests;

/// <summary>The built server as a process of its own, which can be killed.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private ServerProcess(Process process) => this.process = process;

    /// <summary>Set once it is ready.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The second line it prints.</summary>
    public string? StorageLine { get; private set; }

    public static Task<ServerProcess> StartAsync(string folder, params (string Name, string Value)[] settings) =>
        StartAsync(Launch(folder, settings));

    /// <summary>The product as ./run and ./test publish it, instead of the assembly beside these tests.</summary>
    public static Task<ServerProcess> StartPublishedAsync(
        string folder,
        params (string Name, string Value)[] settings
    ) => StartAsync(Launch(folder, settings, server: Published()));

    /// <summary>
    /// Under strace, which writes its calls on files and sockets to <paramref name="trace"/>. The tracer is a process beside
    /// it (-D), so that signals and the exit code are those of the server. A machine that forbids tracing is an error here.
    /// </summary>
    public static Task<ServerProcess> StartTracedAsync(string folder, string trace)
    {
        const string Calls = "trace=fsync,fdatasync,pwrite64,write,sendto,sendmsg,read,recvfrom,recvmsg";
        return StartAsync(Launch(folder, [], ["strace", "-D", "-f", "-y", "-x", "-s", "64", "-o", trace, "-e", Calls]));
    }

    /// <summary>On a disk that breaks: after so many flushes of a thread every further one of that thread fails.</summary>
    public static Task<ServerProcess> StartOnBreakingDiskAsync(string folder, string trace, int flushes)
    {
        const string Calls = "fsync,fdatasync";
        string[] broken = ["-e", $"trace={Calls}", "-e", $"inject={Calls}:error=EIO:when={flushes + 1}+"];
        return StartAsync(Launch(folder, [], ["strace", "-D", "-f", "-o", trace, .. broken]));
    }

    private static async Task<ServerProcess> StartAsync(Process process)
    {
        var server = new ServerProcess(process);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var line = await server.process.StandardOutput.ReadLineAsync(patience.Token);
        const string Ready = "Rubaru is ready at ";
        if (line?.StartsWith(Ready, StringComparison.Ordinal) != true)
        {
            throw new InvalidOperationException(
                $"{line} {await server.process.StandardError.ReadToEndAsync(patience.Token)}"
            );
        }
        server.Address = new Uri(line[Ready.Length..]);
        server.StorageLine = await server.process.StandardOutput.ReadLineAsync(patience.Token);
        return server;
    }

    /// <summary>For a start that fails.</summary>
    public static async Task<(int ExitCode, string Error)> RunAsync(
        string folder,
        params (string Name, string Value)[] settings
    )
    {
        using var process = Launch(folder, settings);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var error = await process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, error);
    }

    public async Task<Socket> ConnectAsync(string path)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", Address.GetLeftPart(UriPartial.Authority));
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        await socket.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = path }.Uri, patience.Token);
        return new Socket(socket);
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async Task<int> TerminateAsync()
    {
        _ = kill(process.Id, Terminate);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        await process.WaitForExitAsync(patience.Token);
        // Ends when the last holder of the pipe ends: a tracer has then written everything.
        await process.StandardError.ReadToEndAsync(patience.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
        process.Dispose();
    }

    private static Process Launch(
        string folder,
        (string Name, string Value)[] settings,
        string[]? tracer = null,
        string? server = null
    )
    {
        string[] command =
        [
            .. tracer ?? [],
            "dotnet",
            server ?? Path.Combine(AppContext.BaseDirectory, "Rubaru.Server.dll"),
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["RUBARU_URLS"] = "http://127.0.0.1:0";
        start.Environment["RUBARU_DATA"] = folder;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    private static string Published()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rubaru.slnx")))
        {
            folder = folder.Parent;
        }
        var published =
            Environment.GetEnvironmentVariable("RUBARU_PUBLISHED")
            ?? Path.Combine(folder?.FullName ?? "", ".artifacts", "publish", "server");
        var server = Path.Combine(published, "Rubaru.Server.dll");
        return File.Exists(server)
            ? server
            : throw new InvalidOperationException(
                $"Nothing is published in {published}. Run ./test, which publishes first."
            );
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
