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

    [Fact]
    public async Task An_sdk_that_was_installed_before_is_used_also_where_icu_is_missing()
    {
        var (code, output) = await RunAsync(
            root: true,
            "need_dotnet; dotnet --version",
            folder =>
                Script(
                    Directory.CreateDirectory(Path.Combine(folder, ".tools", "dotnet")).FullName,
                    "dotnet",
                    "[ -n \"$DOTNET_SYSTEM_GLOBALIZATION_INVARIANT\" ] || exit 1; echo own-sdk"
                )
        );
        Assert.Equal(0, code);
        Assert.Contains("own-sdk", output, StringComparison.Ordinal);
        Assert.DoesNotContain("curl", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_ci_without_root_it_installs_by_sudo()
    {
        var (_, output) = await RunAsync(root: false, "need_node", ci: true);
        Assert.Contains(
            "sudo -n apt-get install -y -qq --no-install-recommends nodejs npm",
            output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Publishing_happens_once_for_the_same_sources_and_again_after_a_change()
    {
        const string publishThrice = "publish; publish; echo changed >> src/a.cs; publish; cat published.log";
        var (code, output) = await RunAsync(root: true, publishThrice, folder => PrepareSources(folder, "0"));
        Assert.Equal(0, code);
        Assert.Equal(2, output.Split("dotnet publish", StringSplitOptions.None).Length - 1);
    }

    [Fact]
    public async Task A_failed_build_is_not_taken_for_a_published_one()
    {
        var (code, output) = await RunAsync(
            root: true,
            "(publish); (publish); cat published.log; is_published",
            folder => PrepareSources(folder, "1")
        );
        Assert.NotEqual(0, code);
        Assert.Equal(2, output.Split("dotnet publish", StringSplitOptions.None).Length - 1);
    }

    private static void PrepareSources(string folder, string exitCode)
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "src")).FullName, "a.cs"), "");
        foreach (var name in new[] { "Directory.Build.props", "global.json", ".editorconfig" })
        {
            File.WriteAllText(Path.Combine(folder, name), "");
        }

        Script(
            folder,
            "dotnet",
            $"echo \"dotnet $*\" >> published.log; mkdir -p .artifacts/publish/server.new; "
                + $"echo x > .artifacts/publish/server.new/Rubaru.Server.dll; exit {exitCode}"
        );
    }

    private static void Script(string folder, string name, string body)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, "#!/usr/bin/bash\n" + body + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Runs one requirement with a PATH that holds only the shell's basics and recorders for curl and apt-get.</summary>
    private static async Task<(int Code, string Output)> RunAsync(
        bool root,
        string requirement,
        Action<string>? prepare = null,
        bool ci = false
    )
    {
        var folder = Directory.CreateTempSubdirectory("rubaru-path-");
        // A root of its own: what this machine has in .tools must not decide.
        var scripts = folder.CreateSubdirectory("scripts").FullName;
        File.Copy(
            Path.Combine(Repository.Root, "scripts", "requirements.sh"),
            Path.Combine(scripts, "requirements.sh")
        );
        prepare?.Invoke(folder.FullName);
        foreach (
            var name in new[]
            {
                "bash",
                "dirname",
                "sed",
                "cat",
                "find",
                "sort",
                "xargs",
                "sha256sum",
                "mkdir",
                "rm",
                "mv",
                "tail",
            }
        )
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullName, name), Path.Combine("/usr/bin", name));
        }

        Script(folder.FullName, "curl", "echo \"curl $*\" >&2; exit 1");
        Script(folder.FullName, "apt-get", "echo \"apt-get $*\" >&2; exit 0");
        Script(folder.FullName, "id", root ? "echo 0" : "echo 1000");
        Script(folder.FullName, "sudo", "echo \"sudo $*\" >&2; exit 0");
        var start = new ProcessStartInfo("/usr/bin/bash", ["-c", $". scripts/requirements.sh; {requirement} 2>&1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        start.Environment["PATH"] = folder.FullName;
        start.Environment.Remove("CHROMIUM");
        start.Environment.Remove("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");
        start.Environment["CI"] = ci ? "true" : "";
        // The recorders speak on the error stream, which the script itself silences for apt-get's own chatter.
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        folder.Delete(recursive: true);
        return (process.ExitCode, output);
    }
}
