using System.Globalization;

namespace Rubaru.AppBench;

/// <summary>What all processes of this bench's browser use, as the kernel counts it.</summary>
internal sealed class BrowserProcesses
{
    private const double TicksPerSecond = 100;
    private readonly Dictionary<int, long> _before = [];

    /// <summary>Remembers the memory of every page's process as it is now.</summary>
    public BrowserProcesses()
    {
        foreach (var process in Renderers())
        {
            _before[process] = Resident(process);
        }
    }

    /// <summary>Processor time of the browser and its children so far, in seconds.</summary>
    public static double CpuSeconds() => Processes().Sum(Cpu);

    /// <summary>By how many bytes the page that grew most is larger than it was.</summary>
    public long Growth() =>
        Renderers().Where(_before.ContainsKey).Select(process => Resident(process) - _before[process]).Max();

    private static IEnumerable<int> Processes() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Read(id, "cmdline").Contains("chromium", StringComparison.Ordinal))
            .Where(IsOurs);

    private static IEnumerable<int> Renderers() =>
        Processes().Where(id => Read(id, "cmdline").Contains("--type=renderer", StringComparison.Ordinal));

    private static bool IsOurs(int id)
    {
        for (var at = id; at > 1; at = int.Parse(Fields(at)[1], CultureInfo.InvariantCulture))
        {
            if (at == Environment.ProcessId)
            {
                return true;
            }

            if (Fields(at).Length < 2)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>From the third field of /proc/id/stat on: the second is a name that may hold spaces.</summary>
    private static string[] Fields(int id)
    {
        var text = Read(id, "stat");
        return text.Length == 0 ? [] : text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static double Cpu(int id) =>
        Fields(id) is { Length: > 12 } fields
            ? (
                long.Parse(fields[11], CultureInfo.InvariantCulture)
                + long.Parse(fields[12], CultureInfo.InvariantCulture)
            ) / TicksPerSecond
            : 0;

    private static long Resident(int id) =>
        Read(id, "statm").Split(' ') is [_, var pages, ..]
            ? long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize
            : 0;

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (IOException)
        {
            return ""; // It ended meanwhile.
        }
    }
}
