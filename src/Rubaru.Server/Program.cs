using Rubaru.Server;
using Rubaru.Server.Hosting;
using Rubaru.Server.Hosting.Doctor;

// The app lies beside the server, wherever it is started from.
var builder = WebApplication.CreateBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

// It warns twice that an unpublished build has no wwwroot; StaticApp says what that means.
builder.Logging.AddFilter("Microsoft.AspNetCore.StaticFiles", LogLevel.Error);

ServerOptions? options = null;
try
{
    options = ServerOptions.Read(builder.Configuration);
    if (args is ["doctor"])
    {
        await Checkup.RunAsync(options, TimeProvider.System, Console.Out);
        return 0;
    }
    await using var app = RubaruServer.Build(builder, options, TimeProvider.System);
    await app.StartAsync();
    ReadyLine.Print(app, options);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception error) when (Listening.Explain(error, options) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return 1;
}
