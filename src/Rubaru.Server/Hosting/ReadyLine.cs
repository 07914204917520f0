using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rubaru.Server.Gateway;
using Rubaru.Server.Storage;

namespace Rubaru.Server.Hosting;

/// <summary>What the operator reads after a start; scripts wait for this line.</summary>
internal static class ReadyLine
{
    public static void Print(WebApplication app, ServerOptions options)
    {
        var url = options.Origins.Count > 0 ? options.Origins[0] : Address(app, options);
        Console.Out.WriteLine($"Rubaru is ready at {url}");
        Console.Out.WriteLine(
            $"storage: {app.Services.GetRequiredService<IDatabaseEngine>().Description},"
                + $" retention {Words(options.Retention)}, push: {Push(options)}, TURN: {(options.Turn.IsOn ? "on" : "off")}"
        );
        Console.Out.Flush();
    }

    private static string Push(ServerOptions options) =>
        options.PushSubject is null ? "off (set RUBARU_PUSH_SUBJECT, for example mailto:you@example.org)" : "on";

    // A port that the system chose is known only now; its origins are accepted from here on.
    private static string Address(WebApplication app, ServerOptions options)
    {
        if (options.Urls[0].Port != 0)
        {
            return options.Urls[0].GetLeftPart(UriPartial.Authority);
        }
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var uris = addresses.Select(address => new Uri(address)).ToList();
        uris.ForEach(app.Services.GetRequiredService<OwnOrigins>().Add);
        return uris[0].GetLeftPart(UriPartial.Authority);
    }

    private static string Words(TimeSpan retention) =>
        retention == TimeSpan.FromHours(Math.Round(retention.TotalHours))
            ? string.Create(CultureInfo.InvariantCulture, $"{retention.TotalHours} h")
            : retention.ToString("c", CultureInfo.InvariantCulture);
}
