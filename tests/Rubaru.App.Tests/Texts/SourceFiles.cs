using System.Runtime.CompilerServices;

namespace Rubaru.App.Tests.Texts;

/// <summary>The files of the app as they stand in the repository.</summary>
internal static class SourceFiles
{
    public static string App { get; } = Path.GetFullPath(Path.Combine(Here(), "../../../src/Rubaru.App"));

    public static string StartPage { get; } = Path.Combine(App, "../Rubaru.Web/wwwroot/index.html");

    public static IEnumerable<(string Name, string Text)> Of(params string[] extensions) =>
        Directory
            .EnumerateFiles(App, "*", SearchOption.AllDirectories)
            .Where(file => extensions.Contains(Path.GetExtension(file)))
            .Select(file => (Path.GetRelativePath(App, file), File.ReadAllText(file)));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
