namespace Rubaru.Server.Web;

/// <summary>The app as static files: what is named by its content is kept for ever, everything else is asked for again.</summary>
internal static partial class StaticApp
{
    private static readonly string[] NotTheApp = ["/v1", "/api", "/health", "/metrics", "/_framework"];

    public static void MapStaticApp(this WebApplication app)
    {
        var manifest = Path.Combine(
            AppContext.BaseDirectory,
            $"{app.Environment.ApplicationName}.staticwebassets.endpoints.json"
        );
        if (!File.Exists(manifest))
        {
            LogMissing(app.Logger);
            return;
        }
        app.MapStaticAssets();
        foreach (var prefix in NotTheApp)
        {
            app.MapFallback($"{prefix}/{{**rest}}", () => Results.NotFound());
        }
        // Routes of the app, such as /i of an invite link, get its page; a name with a dot is a file that is not there.
        app.MapFallbackToFile(
            "index.html",
            new StaticFileOptions
            {
                OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
            }
        );
    }

    [LoggerMessage(LogLevel.Warning, "The files of the app are not beside the server: only its sockets are served")]
    private static partial void LogMissing(ILogger logger);
}
