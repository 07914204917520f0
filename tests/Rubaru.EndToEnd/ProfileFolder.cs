using System.Diagnostics;
using System.Text;

namespace Rubaru.EndToEnd;

/// <summary>The files of a browser with a profile on the disk, as somebody reads them who has the disk.</summary>
internal sealed class ProfileFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rubaru-profile-").FullName;

    /// <summary>Chromium's locks are a socket and links to nowhere; everything else in the folder is a file.</summary>
    /// <returns>Which file holds which of them.</returns>
    public List<string> Holding(params byte[][] secrets) =>
        [
            .. Directory
                .EnumerateFiles(Path, "*", SearchOption.AllDirectories)
                .Where(file => !System.IO.Path.GetFileName(file).StartsWith("Singleton", StringComparison.Ordinal))
                .Select(file => (file, bytes: Read(file)))
                .SelectMany(read =>
                    secrets
                        .Where(secret => read.bytes.AsSpan().IndexOf(secret) >= 0)
                        .Select(secret =>
                            $"{System.IO.Path.GetRelativePath(Path, read.file)}: {Encoding.UTF8.GetString(secret)}"
                        )
                ),
        ];

    /// <summary>Waits until none of them is in any file: what was erased leaves the files within seconds (decision 23).</summary>
    public async Task HoldsNoneAsync(params byte[][] secrets)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var left = Holding(secrets);
            if (left.Count == 0)
            {
                return;
            }

            Assert.True(watch.ElapsedMilliseconds < Person.Deadline, $"On the disk in {string.Join(", ", left)}");
            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static byte[] Read(string file)
    {
        try
        {
            using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            return memory.ToArray();
        }
        catch (FileNotFoundException)
        {
            return []; // The browser replaced it meanwhile.
        }
    }
}
