using System.Diagnostics;

namespace Rubaru.EndToEnd;

/// <summary>./run on a machine without what it needs: tested up to the choice it makes; nothing is fetched.</summary>
public sealed class ScriptTests
{
    [Fact]
    public async Task Without_an_sdk_root_is_served_by_the_official_script_into_the_own_folder()
    {
        var (code, output) = await RunAsync(root: true, "need_dotnet");
        Assert.NotEqual(0, code);
        Assert.Contains("curl -fsSL https://dot.net/v1/dotnet-install.sh", output, StringComparison.Ordinal);
        Assert.Contains("Install .NET 10 yourself", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_sdk_anybody_else_reads_the_exact_command()
    {
        var (code, output) = await RunAsync(root: false, "need_dotnet");
        Assert.NotEqual(0, code);
        Assert.Contains(
            "A .NET 10 SDK is needed. Install it into this folder with:  curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 --install-dir ",
            output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Without_node_root_installs_it_and_anybody_else_reads_the_command()
    {
        var (_, installed) = await RunAsync(root: true, "need_node");
        Assert.Contains(
            "apt-get install -y -qq --no-install-recommends nodejs npm",
            installed,
            StringComparison.Ordinal
        );
        var (code, told) = await RunAsync(root: false, "need_node");
        Assert.NotEqual(0, code);
        Assert.Contains("sudo apt-get install -y --no-install-recommends nodejs npm", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_chromium_the_tests_install_it()
    {
        var (_, output) = await RunAsync(root: true, "need_chromium");
        Assert.Contains("apt-get install -y -qq --no-install-recommends chromium", output, StringComparison.Ordinal);
    }

    /// <summary>Runs one requirement with a PATH that holds only the shell's basics and recorders for curl and apt-get.</summary>
    private static async Task<(int Code, string Output)> RunAsync(bool root, string requirement)
    {
        var folder = Directory.CreateTempSubdirectory("rubaru-path-");
        foreach (var name in new[] { "bash", "dirname", "sed", "cat" })
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullName, name), Path.Combine("/usr/bin", name));
        }

        Script("curl", "echo \"curl $*\" >&2; exit 1");
        Script("apt-get", "echo \"apt-get $*\" >&2; exit 0");
        Script("id", root ? "echo 0" : "echo 1000");
        var start = new ProcessStartInfo("/usr/bin/bash", ["-c", $". scripts/requirements.sh; {requirement} 2>&1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment["PATH"] = folder.FullName;
        start.Environment.Remove("CHROMIUM");
        // The recorders speak on the error stream, which the script itself silences for apt-get's own chatter.
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        folder.Delete(recursive: true);
        return (process.ExitCode, output);

        void Script(string name, string body)
        {
            var file = Path.Combine(folder.FullName, name);
            File.WriteAllText(file, "#!/usr/bin/bash\n" + body + "\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
