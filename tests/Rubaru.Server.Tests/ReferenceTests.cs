using System.Xml.Linq;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>The server cannot spell a session or a plaintext: the graph of references is the proof.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] Forbidden = ["Rubaru.E2ee", "Rubaru.Client"];

    [Fact]
    public void The_servers_assembly_names_neither_the_encryption_nor_the_client()
    {
        var seen = new HashSet<string>();
        var open = new Queue<System.Reflection.Assembly>([typeof(ServerOptions).Assembly]);
        while (open.TryDequeue(out var assembly))
        {
            foreach (
                var name in assembly
                    .GetReferencedAssemblies()
                    .Where(name => name.Name!.StartsWith("Rubaru", StringComparison.Ordinal))
            )
            {
                if (seen.Add(name.Name!))
                {
                    open.Enqueue(System.Reflection.Assembly.Load(name));
                }
            }
        }
        Assert.Equal(["Rubaru.Sodium", "Rubaru.Wire"], seen.Order());
    }

    [Fact]
    public void Code_reaches_the_server_from_wire_and_sodium_only()
    {
        var projects = new HashSet<string>();
        Follow(Path.Combine(Source(), "Rubaru.Server", "Rubaru.Server.csproj"), projects);
        Assert.Equal(["Rubaru.Server", "Rubaru.Sodium", "Rubaru.Wire"], projects.Order());
        Assert.DoesNotContain(projects, Forbidden.Contains);
    }

    // References without their output assembly bring static files only.
    private static void Follow(string project, HashSet<string> projects)
    {
        if (!projects.Add(Path.GetFileNameWithoutExtension(project)))
        {
            return;
        }
        var references = XDocument
            .Load(project)
            .Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false");
        foreach (var reference in references)
        {
            Follow(Path.Combine(Path.GetDirectoryName(project)!, (string)reference.Attribute("Include")!), projects);
        }
    }

    private static string Source()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Rubaru.slnx")))
        {
            folder = folder.Parent!;
        }
        return Path.Combine(folder.FullName, "src");
    }
}
