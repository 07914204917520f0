using System.Text.RegularExpressions;
using Xunit;

namespace Rubaru.Client.Tests.Secrecy;

/// <summary>
/// Exceptions are shown as details and go to logs. Whatever the product puts into the text of one, or into a line of the
/// log, is listed here; a new one is looked at before it is added.
/// </summary>
public sealed partial class ExceptionTextTests
{
    /// <summary>Expressions that stand in exceptions: names of our own tables and types, numbers, settings of an operator.</summary>
    private static readonly HashSet<string> Allowed =
    [
        "Intl.cs: nameof(LoadAsync)",
        "Language.cs: code",
        "LinkAttempt.cs: kind",
        "PrivateFolder.cs: Marshal.GetLastPInvokeError()",
        "PrivateFolder.cs: error",
        "Records.cs: table",
        "Schema.cs: found",
        "Sizes.cs: rule", // the broken rule as it stands in the source
        "Vault.cs: table",
    ];

    [Fact]
    public void Only_harmless_expressions_stand_in_the_text_of_an_exception()
    {
        var (files, holes) = (0, new SortedSet<string>(StringComparer.Ordinal));
        foreach (var file in Sources())
        {
            files++;
            foreach (Match thrown in Exceptions().Matches(File.ReadAllText(file)))
            {
                foreach (Match hole in Holes().Matches(thrown.Value))
                {
                    holes.Add($"{Path.GetFileName(file)}: {hole.Groups["what"].Value}");
                }
            }
        }

        Assert.InRange(files, 200, 2000);
        holes.ExceptWith(Allowed);
        Assert.True(holes.Count == 0, string.Join(Environment.NewLine, holes));
    }

    [Fact]
    public void A_line_of_the_log_takes_nothing_but_the_kind_of_a_failure()
    {
        var templates = Sources()
            .SelectMany(file => LogLines().Matches(File.ReadAllText(file)).Select(line => line.Groups["text"].Value))
            .ToList();
        Assert.NotEmpty(templates);
        Assert.All(
            templates,
            template => Assert.Empty(Placeholders().Matches(template).Select(p => p.Value).Except(["{Kind}"]))
        );
    }

    [Fact]
    public void The_search_finds_what_stands_in_an_exception()
    {
        var thrown = Exceptions().Match("throw new VaultException($\"No {key} in {table}.\");");
        Assert.Equal(["key", "table"], Holes().Matches(thrown.Value).Select(hole => hole.Groups["what"].Value));
        Assert.Single(Exceptions().Matches(": Exception($\"Schema {found}.\");"));
    }

    private static IEnumerable<string> Sources()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Rubaru.slnx")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }

        return Directory.EnumerateFiles(Path.Combine(root.FullName, "src"), "*.cs", SearchOption.AllDirectories);
    }

    /// <summary>new …Exception($"…") and : …Exception($"…"), up to the end of the statement.</summary>
    [GeneratedRegex("""(new \w*Exception|: \w*Exception|=> new)\s*\(\s*(?<text>\$@?"[^;]*?;)""")]
    private static partial Regex Exceptions();

    [GeneratedRegex("""(?<!\{)\{(?<what>[^{}:,]+)[^{}]*\}(?!\})""")]
    private static partial Regex Holes();

    [GeneratedRegex(
        """LoggerMessage\(\s*LogLevel\.\w+,\s*"(?<text>[^"]*)"|\.Log(Trace|Debug|Information|Warning|Error|Critical)\((?<text>[^;]*);"""
    )]
    private static partial Regex LogLines();

    [GeneratedRegex("""\{\w+\}""")]
    private static partial Regex Placeholders();
}
