namespace Rubaru.EndToEnd;

/// <summary>Where the tested product stands: the folder that ./run and ./test publish.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Published
    {
        get
        {
            var folder =
                Environment.GetEnvironmentVariable("RUBARU_PUBLISHED")
                ?? Path.Combine(Root, ".artifacts", "publish", "server");
            return File.Exists(Path.Combine(folder, "Rubaru.Server.dll"))
                ? folder
                : throw new InvalidOperationException(
                    $"Nothing is published in {folder}. Run ./test, which publishes first."
                );
        }
    }

    public static string Screenshots { get; } =
        Directory.CreateDirectory(Path.Combine(Root, ".artifacts", "screenshots")).FullName;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rubaru.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
