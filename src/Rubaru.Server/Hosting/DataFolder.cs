using Rubaru.Server.Storage;

namespace Rubaru.Server.Hosting;

/// <summary>RUBARU_DATA, held by one process: two servers on one database would each trust their own memory of it.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream held;

    /// <exception cref="ConfigurationError">It cannot be written, or another server has it.</exception>
    public DataFolder(string path)
    {
        try
        {
            PrivateFolder.Create(path);
            held = new FileStream(
                Path.Combine(path, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ConfigurationError($"The folder {path} cannot be written. Set RUBARU_DATA.", error);
        }
        catch (IOException error)
        {
            throw new ConfigurationError(
                $"The folder {path} cannot be used, or another Rubaru server uses it. Set RUBARU_DATA.",
                error
            );
        }
        DatabasePath = Path.Combine(path, "rubaru.db");
    }

    public string DatabasePath { get; }

    public void Dispose() => held.Dispose();
}
