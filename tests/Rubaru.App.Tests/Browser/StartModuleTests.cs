using System.Text.RegularExpressions;
using Rubaru.App.Tests.Texts;

namespace Rubaru.App.Tests.Browser;

/// <summary>What start.js fetches beside the runtime. A name that no longer exists would fail in silence and only be slow.</summary>
public sealed partial class StartModuleTests
{
    [Fact]
    public void Every_module_that_is_fetched_early_exists()
    {
        var script = File.ReadAllText(Path.Combine(SourceFiles.App, "../Rubaru.Web/wwwroot/js/start.js"));
        var list = Regex.Match(script, @"const modules = \[(.*?)\];", RegexOptions.Singleline).Groups[1].Value;
        var names = Name().Matches(list).Select(match => match.Groups[1].Value).ToArray();

        Assert.Contains("indexed-db-store", names);
        Assert.All(
            names,
            name => Assert.True(File.Exists(Path.Combine(SourceFiles.App, $"wwwroot/js/{name}.js")), name)
        );
    }

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Name();
}
