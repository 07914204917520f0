using System.Diagnostics;
using System.Globalization;

namespace Rubaru.Load;

/// <summary>The published server as a process of its own; its CPU time is read from /proc (Linux).</summary>
internal sealed class ServerUnderLoad : IDisposable
{
    private const double TicksPerSecond = 100;
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-load-").FullName;
    private readonly Process process;

    private ServerUnderLoad(string published)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(published, "Rubaru.Server.dll")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["RUBARU_URLS"] = "http://127.0.0.1:0";
        start.Environment["RUBARU_DATA"] = folder;
        start.Environment["RUBARU_LIMITS_SCALE"] = "100000";
        process = Process.Start(start)!;
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>utime + stime of the whole process.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            // Fields 14 and 15, counted behind the name in parentheses.
            var fields = File.ReadAllText($"/proc/{process.Id}/stat").Split(") ")[^1].Split(' ');
            var sum = fields[11..13].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture));
            return TimeSpan.FromSeconds(sum / TicksPerSecond);
        }
    }

    public static async Task<ServerUnderLoad> StartAsync(string published)
    {
        var server = new ServerUnderLoad(published);
        var line = await server.process.StandardOutput.ReadLineAsync();
        const string Ready = "Rubaru is ready at ";
        server.Address =
            line?.StartsWith(Ready, StringComparison.Ordinal) == true
                ? new Uri(line[Ready.Length..])
                : throw new InvalidOperationException("The server did not start.");
        return server;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
