using System.Text.Json;
using System.Text.RegularExpressions;
using Rubaru.Server.Hosting;

namespace Rubaru.Server.Web;

/// <summary>
/// The two files by which a store's shell (a Trusted Web Activity on Android, an app with an associated domain on Apple's
/// systems) shows that it and this origin belong together. Made from the operator's settings; without them both are
/// absent, because whoever is named there may open this origin's links.
/// </summary>
/// <param name="Android">Package name and SHA-256 fingerprints of its signing certificates.</param>
/// <param name="Apple">Application identifiers: team and bundle, as in <c>ABCDE12345.org.example.chat</c>.</param>
internal sealed partial record StoreShells(
    IReadOnlyList<(string Package, IReadOnlyList<string> Fingerprints)> Android,
    IReadOnlyList<string> Apple
)
{
    public static StoreShells None { get; } = new([], []);

    /// <param name="android"><c>package=FINGERPRINT</c>, several fingerprints joined by <c>+</c>.</param>
    /// <exception cref="ConfigurationError">A value cannot be used.</exception>
    public static StoreShells Read(IReadOnlyList<string> android, IReadOnlyList<string> apple) =>
        new([.. android.Select(ReadAndroid)], [.. apple.Select(ReadApple)]);

    /// <summary>Digital Asset Links, version 1.</summary>
    public string AssetLinks() =>
        Write(json =>
        {
            json.WriteStartArray();
            foreach (var (package, fingerprints) in Android)
            {
                json.WriteStartObject();
                json.WriteStartArray("relation");
                json.WriteStringValue("delegate_permission/common.handle_all_urls");
                json.WriteEndArray();
                json.WriteStartObject("target");
                json.WriteString("namespace", "android_app");
                json.WriteString("package_name", package);
                json.WriteStartArray("sha256_cert_fingerprints");
                foreach (var fingerprint in fingerprints)
                {
                    json.WriteStringValue(fingerprint);
                }
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    /// <summary>Apple App Site Association: the invite links only.</summary>
    public string SiteAssociation() =>
        Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("applinks");
            json.WriteStartArray("details");
            json.WriteStartObject();
            json.WriteStartArray("appIDs");
            foreach (var app in Apple)
            {
                json.WriteStringValue(app);
            }
            json.WriteEndArray();
            json.WriteStartArray("components");
            json.WriteStartObject();
            json.WriteString("/", "/i");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static (string, IReadOnlyList<string>) ReadAndroid(string value) =>
        value.Split('=') is [var package, var list]
        && PackageName().IsMatch(package)
        && list.Split('+') is var fingerprints
        && fingerprints.All(fingerprint => CertificateFingerprint().IsMatch(fingerprint))
            ? (package, fingerprints)
            : throw new ConfigurationError(
                $"RUBARU_ANDROID_APP: {value} is not package=FINGERPRINT, such as org.example.chat=AB:CD:… (32 bytes in hex)."
            );

    private static string ReadApple(string value) =>
        AppIdentifier().IsMatch(value)
            ? value
            : throw new ConfigurationError(
                $"RUBARU_APPLE_APP: {value} is not TEAM.bundle, such as ABCDE12345.org.example.chat."
            );

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PackageName();

    [GeneratedRegex(@"^([0-9A-F]{2}:){31}[0-9A-F]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CertificateFingerprint();

    [GeneratedRegex(@"^[A-Z0-9]{10}\.[A-Za-z0-9.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex AppIdentifier();
}

internal static class StoreShellEndpoints
{
    /// <summary>What is not set is not there: the page of the app must not answer in its place.</summary>
    public static void MapStoreShells(this WebApplication app)
    {
        var shells = app.Services.GetRequiredService<ServerOptions>().Shells;
        if (shells.Android.Count > 0)
        {
            Map(app, "/.well-known/assetlinks.json", shells.AssetLinks());
        }
        if (shells.Apple.Count > 0)
        {
            Map(app, "/.well-known/apple-app-site-association", shells.SiteAssociation());
        }
        app.MapFallback("/.well-known/{**rest}", () => Results.NotFound());
    }

    private static void Map(WebApplication app, string path, string json) =>
        app.MapGet(path, () => Results.Text(json, "application/json"));
}
