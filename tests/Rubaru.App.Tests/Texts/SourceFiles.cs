using System.Runtime.CompilerServices;

namespace Rubaru.App.Tests.Texts;

/// <summary>The files of the app as they stand in the repository.</summary>
internal static class SourceFiles
{
    public static string App { get; } = Path.GetFullPath(Path.Combine(Here(), "../../../src/Rubaru.App"));

    public static string StartPage { get; } = Path.Combine(App, "../Rubaru.Web/wwwroot/index.html");

    public static string BootScript { get; } = Path.Combine(App, "../Rubaru.Web/wwwroot/js/boot.js");

    /// <summary>BCP 47 tags of the language files, English first.</summary>
    public static IReadOnlyList<string> Languages { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(App, "wwwroot/texts"))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(),
    ];

    public static IEnumerable<(string Name, string Text)> Of(params string[] extensions) =>
        Directory
            .EnumerateFiles(App, "*", SearchOption.AllDirectories)
            .Where(file => extensions.Contains(Path.GetExtension(file)))
            .Select(file => (Path.GetRelativePath(App, file), File.ReadAllText(file)));

    public static string Texts(string code) => File.ReadAllText(Path.Combine(App, "wwwroot/texts", code + ".json"));

    public static Language LanguageOf(string code)
    {
        var language = new Language();
        language.Use(code, Texts(code));
        return language;
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
