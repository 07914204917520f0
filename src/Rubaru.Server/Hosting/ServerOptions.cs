using System.Globalization;
using System.Net;
using Rubaru.Server.Hosting;
using Rubaru.Server.Push;
using Rubaru.Server.Turn;
using Rubaru.Server.Web;

namespace Rubaru.Server;

/// <summary>What the operator sets: environment variables RUBARU_NAME, or keys Rubaru:Name of appsettings.json.</summary>
internal sealed record ServerOptions
{
    /// <summary>Without the password of a database.</summary>
    public override string ToString() => nameof(ServerOptions);

    public IReadOnlyList<Uri> Urls { get; init; } = [new("http://localhost:5080")];

    /// <summary>Absolute path.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of the storage keys; absolute path.</summary>
    public required string StorageKeys { get; init; }

    /// <summary>Connection string; <c>null</c> = SQLite in <see cref="Data"/>. May hold a password: never shown.</summary>
    public string? PostgreSql { get; init; }
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(6);

    /// <summary>
    /// The largest file that clients let wait here, in plaintext bytes; 0 = none. They are told and keep to it; what the
    /// server itself bounds is <see cref="ServerLimits.PendingShareOfLargest"/>.
    /// </summary>
    public long FileLimit { get; init; } = 5L * 1024 * 1024;

    /// <summary>Origins of the app as browsers see them; empty = those of <see cref="Urls"/>.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];
    public string? Certificate { get; init; }
    public string? CertificateKey { get; init; }

    /// <summary>Whom push services can reach about this server; <c>null</c> = push is off.</summary>
    public string? PushSubject { get; init; }

    /// <summary>Push services that may stand inside the operator's own network.</summary>
    public PushHosts PushHosts { get; init; } = new([]);

    public TurnOptions Turn { get; init; } = TurnOptions.None;

    /// <summary>Apps from a store that belong to this origin.</summary>
    public StoreShells Shells { get; init; } = StoreShells.None;

    /// <summary>
    /// Factor on rate limits, sockets an address and pending deposits a mailbox: for load tests and very large offices
    /// behind one address.
    /// </summary>
    public double LimitsScale { get; init; } = 1;

    /// <exception cref="ConfigurationError">A value cannot be used.</exception>
    public static ServerOptions Read(IConfiguration configuration)
    {
        string? Get(string name) =>
            (
                configuration[$"RUBARU_{name}"]
                ?? configuration[$"Rubaru:{name.Replace("_", "", StringComparison.Ordinal)}"]
            )
                is { } value
            && value.Trim() is { Length: > 0 } trimmed
                ? trimmed
                : null;
        if (Get("CLUSTER") is { } cluster && !cluster.Equals("off", StringComparison.OrdinalIgnoreCase))
        {
            throw new ConfigurationError("RUBARU_CLUSTER can only be off in this version.");
        }
        var data = Path.GetFullPath(Get("DATA") ?? "./.data");
        var options = new ServerOptions
        {
            Urls = ReadList(Get("URLS") ?? "http://localhost:5080").ConvertAll(ReadUrl),
            Data = data,
            StorageKeys = Path.GetFullPath(Get("STORAGE_KEYS") ?? Path.Combine(data, "keys")),
            PostgreSql = ReadDatabase(Get("DATABASE")),
            Retention = ReadRetention(Get("RETENTION")),
            FileLimit = ReadFileLimit(Get("FILE_LIMIT")),
            Origins = ReadList(Get("ORIGINS")).ConvertAll(ReadOrigin),
            Proxies = ReadList(Get("PROXIES")).ConvertAll(ReadProxy),
            Certificate = Get("CERTIFICATE"),
            CertificateKey = Get("CERTIFICATE_KEY"),
            PushHosts = new PushHosts(ReadList(Get("PUSH_HOSTS"))),
            Turn = TurnOptions.Read(ReadList(Get("STUN_URLS")), ReadList(Get("TURN_URLS")), Get("TURN_SECRET")),
            Shells = StoreShells.Read(ReadList(Get("ANDROID_APP")), ReadList(Get("APPLE_APP"))),
            LimitsScale = ReadScale(Get("LIMITS_SCALE")),
        };
        options.Check();
        return options with { PushSubject = Push.PushSubject.Read(Get("PUSH_SUBJECT"), options.Origins) };
    }

    private void Check()
    {
        foreach (var url in Urls)
        {
            if (url.Scheme == Uri.UriSchemeHttps && Certificate is null)
            {
                throw new ConfigurationError($"{url.Authority} is https: set RUBARU_CERTIFICATE to a PEM file.");
            }
            if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && Proxies.Count == 0)
            {
                throw new ConfigurationError(
                    $"Plain http is only for localhost: give {url.Authority} https with RUBARU_CERTIFICATE,"
                        + " or set RUBARU_PROXIES to the reverse proxy that adds it."
                );
            }
            if (Origins.Count == 0 && IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IsAny(address))
            {
                throw new ConfigurationError(
                    $"{url.Authority} is no address of a page: set RUBARU_ORIGINS, for example https://chat.example.org."
                );
            }
        }
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static List<string> ReadList(string? value) =>
        [
            .. (value ?? "").Split(
                [',', ';', ' '],
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            ),
        ];

    private static Uri ReadUrl(string value)
    {
        // ASP.NET's wildcards mean every address.
        var plain = value
            .Replace("://*", "://0.0.0.0", StringComparison.Ordinal)
            .Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        return
            Uri.TryCreate(plain, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https"
            && url is { PathAndQuery: "/", UserInfo: "" }
            && (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || url.IsLoopback)
            ? url
            : throw new ConfigurationError(
                $"RUBARU_URLS: {value} is not an address to listen on, such as http://localhost:5080 or https://0.0.0.0:443."
            );
    }

    private static string ReadOrigin(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? url.GetLeftPart(UriPartial.Authority)
            : throw new ConfigurationError(
                $"RUBARU_ORIGINS: {value} is not an origin such as https://chat.example.org."
            );

    private static IPNetwork ReadProxy(string value) =>
        IPNetwork.TryParse(value, out var network) ? network
        : IPAddress.TryParse(value, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new ConfigurationError($"RUBARU_PROXIES: {value} is not an address or network such as 10.0.0.0/8.");

    private static string? ReadDatabase(string? value)
    {
        if (value is null || value.Equals("sqlite", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        // Checked here, so that a typing error is told before anything is opened.
        _ = new Storage.PostgreSqlEngine(value);
        return value;
    }

    private static TimeSpan ReadRetention(string? value) =>
        value is null ? TimeSpan.FromHours(6)
        : TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var retention)
        && retention >= TimeSpan.FromSeconds(1)
        && retention <= TimeSpan.FromHours(6)
            ? retention
        : throw new ConfigurationError($"RUBARU_RETENTION: {value} is not a time of at most 06:00:00.");

    private static long ReadFileLimit(string? value) =>
        value is null ? 5L * 1024 * 1024
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
        && bytes <= ServerLimits.LargestFileLimit
            ? bytes
        : throw new ConfigurationError(
            $"RUBARU_FILE_LIMIT: {value} is not a number of bytes from 0 (off) to {ServerLimits.LargestFileLimit}."
        );

    private static double ReadScale(string? value) =>
        value is null ? 1
        : double.TryParse(value, CultureInfo.InvariantCulture, out var scale) && scale is >= 0.001 and <= 1_000_000
            ? scale
        : throw new ConfigurationError($"RUBARU_LIMITS_SCALE: {value} is not a factor such as 10.");
}
