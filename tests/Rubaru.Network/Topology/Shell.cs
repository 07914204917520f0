using System.Diagnostics;

namespace Rubaru.Network.Topology;

/// <summary>Runs the system's own tools (ip, nft).</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed; with what it said.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, string? input = null)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"{string.Join(' ', command)} ended with {process.ExitCode}: {await error}{await output}"
                    + (Environment.IsPrivilegedProcess ? "" : " These tests make network namespaces: run them as root.")
            );
    }
}
