using System.Data.Common;
using System.Globalization;
using Rubaru.Server.Storage;

namespace Rubaru.Server.Hosting.Doctor;

/// <summary>"doctor": one PASS or WARN line for each thing that an operator can get wrong. Changes nothing.</summary>
internal static class Checkup
{
    private const long LeastFreeBytes = 1L << 30;
    private static readonly TimeSpan LeastCertificateLife = TimeSpan.FromDays(14);

    public static async Task RunAsync(ServerOptions options, TimeProvider time, TextWriter output)
    {
        List<Finding> findings =
        [
            Tls(options, time),
            Database(options),
            Disk(options),
            Clock(time),
            Push(options),
            .. await new RelayCheck(options.Turn, time).RunAsync(),
        ];
        findings.ForEach(output.WriteLine);
    }

    private static Finding Tls(ServerOptions options, TimeProvider time)
    {
        if (options.Certificate is { } path)
        {
            var certificate = new ServerCertificate(path, options.CertificateKey, time).Current;
            var left = certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
            return new Finding(
                left > LeastCertificateLife,
                "TLS",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{certificate.Subject}, good for {left.TotalDays:F0} more days."
                )
            );
        }

        if (options.Proxies.Count > 0)
        {
            return new Finding(true, "TLS", "is the reverse proxy's; pages from plain http elsewhere do not work.");
        }

        return new Finding(
            options.Urls.All(url => url.IsLoopback),
            "TLS",
            "none: only this machine can open the page. Others need RUBARU_CERTIFICATE or a reverse proxy."
        );
    }

    private static Finding Database(ServerOptions options)
    {
        var file = Path.Combine(options.Data, "rubaru.db");
        if (options.PostgreSql is null && !File.Exists(file))
        {
            return new Finding(true, "database", $"SQLite, made at the first start in {options.Data}.");
        }

        IDatabaseEngine engine = options.PostgreSql is { } connection
            ? new PostgreSqlEngine(connection)
            : new SqliteEngine(file);
        try
        {
            using var open = engine.Connect();
            using var command = open.CreateCommand();
            command.CommandText = "SELECT count(*) FROM mailbox";
            var mailboxes = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
            return new Finding(true, "database", $"{engine.Description}, {mailboxes} mailboxes.");
        }
        catch (Exception error) when (error is DbException or ConfigurationError)
        {
            return new Finding(false, "database", $"{engine.Description} cannot be read: {error.Message}");
        }
    }

    private static Finding Disk(ServerOptions options)
    {
        var folder = options.Data;
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        var free = new DriveInfo(folder).AvailableFreeSpace;
        return new Finding(
            free >= LeastFreeBytes,
            "disk",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{free / (double)LeastFreeBytes:F1} GiB free for {options.Data}."
            )
        );
    }

    /// <summary>Expiries and credentials hang on the clock; whether it is kept right, only the system knows.</summary>
    private static Finding Clock(TimeProvider time)
    {
        var now = time.GetUtcNow();
        var built = File.GetLastWriteTimeUtc(typeof(Checkup).Assembly.Location);
        if (now.UtcDateTime < built)
        {
            return new Finding(false, "clock", $"{now:u} is before this server was built.");
        }

        var kept = File.Exists("/run/systemd/timesync/synchronized") || Directory.Exists("/run/chrony");
        return kept
            ? new Finding(true, "clock", $"{now:u}, kept by the system.")
            : new Finding(false, "clock", $"{now:u}; nothing here says that it is kept right (NTP).");
    }

    private static Finding Push(ServerOptions options) =>
        options.PushSubject is { } subject
            ? new Finding(true, "push", $"on, as {subject}.")
            : new Finding(false, "push", "off: set RUBARU_PUSH_SUBJECT, for example mailto:you@example.org.");
}
