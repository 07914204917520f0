using Rubaru.Server.Storage;

namespace Rubaru.Server.Web;

/// <summary>Live: the process answers. Ready: the database took the last transaction.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live\n"));
        app.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(Writer writer)
    {
        try
        {
            await writer.RunAsync(db => db.Count("SELECT count(*) FROM migration"));
            return Results.Text("ready\n");
        }
        catch (StorageException)
        {
            return Results.Text("storage unavailable\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
