using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Rubaru.EndToEnd;

/// <summary>A copy of the published folder in which one file of the app changed, as the next release would have it.</summary>
internal sealed class NextVersion : IDisposable
{
    public const string Description = "A private conversation, a version later.";

    private NextVersion()
    {
        Folder = Directory.CreateTempSubdirectory("rubaru-next-").FullName;
    }

    public string Folder { get; }

    public static async Task<NextVersion> CreateAsync()
    {
        var next = new NextVersion();
        CopyTree(Repository.Published, next.Folder);
        var page = await next.ReadAsync("index.html");
        var assets = await next.ReadAsync("service-worker-assets.js");
        var worker = await next.ReadAsync("service-worker.js");
        var version = Between(assets, "\"version\": \"", "\"");
        var changed = page.Replace(
            "A private conversation between two people, face to face.",
            Description,
            StringComparison.Ordinal
        );
        Assert.NotEqual(page, changed);
        assets = assets
            .Replace(version, "NextOne1", StringComparison.Ordinal)
            .Replace(Hash(page), Hash(changed), StringComparison.Ordinal);
        Assert.Contains(Hash(changed), assets, StringComparison.Ordinal);
        await next.ReplaceAsync(
            ("index.html", changed),
            ("service-worker-assets.js", assets),
            ("service-worker.js", worker.Replace(version, "NextOne1", StringComparison.Ordinal))
        );
        return next;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(Folder, "wwwroot", file));

    /// <summary>Writes the files without their compressed copies and tells the server's list of endpoints.</summary>
    private async Task ReplaceAsync(params (string Name, string Text)[] files)
    {
        var list = Path.Combine(Folder, "Rubaru.Server.staticwebassets.endpoints.json");
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(list))!;
        var endpoints = manifest["Endpoints"]!.AsArray();
        foreach (var (name, text) in files)
        {
            foreach (var end in new[] { ".br", ".gz" })
            {
                File.Delete(Path.Combine(Folder, "wwwroot", name + end));
                foreach (var gone in endpoints.Where(e => (string?)e!["AssetFile"] == name + end).ToArray())
                {
                    endpoints.Remove(gone);
                }
            }

            await File.WriteAllTextAsync(Path.Combine(Folder, "wwwroot", name), text);
            foreach (var endpoint in endpoints.Where(e => (string?)e!["AssetFile"] == name))
            {
                foreach (var header in endpoint!["ResponseHeaders"]!.AsArray())
                {
                    header!["Value"] = (string?)header["Name"] switch
                    {
                        "ETag" => $"\"{Hash(text)}\"",
                        "Content-Length" => $"{Encoding.UTF8.GetByteCount(text)}",
                        _ => (string?)header["Value"],
                    };
                }
            }
        }

        await File.WriteAllTextAsync(list, manifest.ToJsonString());
    }

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static void CopyTree(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
