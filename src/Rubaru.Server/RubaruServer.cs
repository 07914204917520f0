using Microsoft.AspNetCore.HttpOverrides;
using Rubaru.Server.Gateway;
using Rubaru.Server.Hosting;
using Rubaru.Server.Mailboxes;
using Rubaru.Server.Prekeys;
using Rubaru.Server.Push;
using Rubaru.Server.Storage;
using Rubaru.Server.Turn;
using Rubaru.Server.Web;
using Rubaru.Sodium;

namespace Rubaru.Server;

/// <summary>Puts the server together. Program.cs runs it on Kestrel; tests run the same in their own process.</summary>
internal static class RubaruServer
{
    /// <exception cref="ConfigurationError">The data folder cannot be used.</exception>
    public static WebApplication Build(WebApplicationBuilder builder, ServerOptions options, TimeProvider time)
    {
        AddServices(builder.Services, options, time);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(4));
        // One system call less for every read, for 4 KiB more of an idle connection.
        builder.WebHost.UseSockets(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);
        builder.WebHost.ConfigureKestrel(kestrel => Listening.Configure(kestrel, options, time));
        var app = builder.Build();
        OpenStorage(app.Services, options);
        app.UseForwardedHeaders(ForwardedHeadersOf(options));
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<RequestLimits>();
        app.UseWebSockets(
            new WebSocketOptions
            {
                KeepAliveInterval = ServerLimits.KeepAlive,
                KeepAliveTimeout = ServerLimits.KeepAlive,
            }
        );
        app.MapGateway();
        app.MapHealth();
        app.MapMetrics();
        app.MapServerInfo();
        app.MapStoreShells();
        app.MapStaticApp();
        return app;
    }

    private static void AddServices(IServiceCollection services, ServerOptions options, TimeProvider time)
    {
        services.AddRouting();
        services.AddSingleton(options);
        services.AddSingleton(time);
        services.AddSingleton<ISodium, NativeSodium>();
        services.AddSingleton(_ => new DataFolder(options.Data));
        services.AddSingleton(new OwnOrigins(options.Origins));
        services.AddSingleton<RetentionClock>();
        services.AddSingleton<Metrics>();
        services.AddSingleton<AddressLimits>();
        services.AddSingleton<MailboxTable>();
        services.AddSingleton<CapabilityTable>();
        services.AddSingleton<PrekeyShelf>();
        services.AddSingleton<OpenMailboxes>();
        services.AddPush(options);
        services.AddSingleton<RecentDeposits>();
        services.AddSingleton<HeldDeposits>();
        services.AddSingleton<DepositDesk>();
        services.AddSingleton<KnockDesk>();
        services.AddSingleton<TurnDesk>();
        services.AddSingleton<GatewayServices>();
        services.AddSingleton(s => new StorageKeys(options.StorageKeys, s.GetRequiredService<ISodium>()));
        services.AddSingleton(s => new DepositTable(
            s.GetRequiredService<MailboxTable>(),
            s.GetRequiredService<StorageKeys>(),
            s.GetRequiredService<ISodium>(),
            s.GetRequiredService<RetentionClock>(),
            options.Retention
        ));
        services.AddSingleton(s => new Expiry(
            s.GetRequiredService<StorageKeys>(),
            s.GetRequiredService<ISodium>(),
            s.GetRequiredService<RetentionClock>(),
            options.Retention
        ));
        services.AddSingleton(s => ChooseDatabase(s));
        services.AddSingleton(s => OpenWriter(s));
        services.AddSingleton<Connections>();
        services.AddSingleton<Sweeper>();
        services.AddHostedService(s => s.GetRequiredService<Connections>());
        services.AddHostedService(s => s.GetRequiredService<Sweeper>());
        services.AddHostedService<Shutdown>();
    }

    private static IDatabaseEngine ChooseDatabase(IServiceProvider services)
    {
        // Held either way: the storage keys are in it.
        var folder = services.GetRequiredService<DataFolder>();
        return services.GetRequiredService<ServerOptions>().PostgreSql is { } connection
            ? new PostgreSqlEngine(connection)
            : new SqliteEngine(folder.DatabasePath);
    }

    private static Writer OpenWriter(IServiceProvider services)
    {
        var engine = services.GetRequiredService<IDatabaseEngine>();
        Database Open() => Database.Open(engine);
        try
        {
            return new Writer(Open(), Open, services.GetRequiredService<ILogger<Writer>>());
        }
        catch (System.Data.Common.DbException error)
        {
            throw new ConfigurationError($"The database ({engine.Description}) cannot be used: {error.Message}", error);
        }
    }

    private static void OpenStorage(IServiceProvider services, ServerOptions options)
    {
        if (options.Origins.Count == 0)
        {
            foreach (var url in options.Urls.Where(url => url.Port != 0))
            {
                services.GetRequiredService<OwnOrigins>().Add(url);
            }
        }
        var writer = services.GetRequiredService<Writer>();
        var mailboxes = services.GetRequiredService<MailboxTable>();
        var capabilities = services.GetRequiredService<CapabilityTable>();
        var keys = services.GetRequiredService<StorageKeys>();
        writer.RolledBack += () =>
        {
            capabilities.Forget();
            mailboxes.Forget();
            keys.Recall();
        };
        writer.Recovered += services.GetRequiredService<OpenMailboxes>().CatchUp;
        writer.Start();
        var expiry = services.GetRequiredService<Expiry>();
        _ = writer.RunAsync(db =>
        {
            expiry.AdoptFutureRows(db);
            return true;
        });
    }

    private static ForwardedHeadersOptions ForwardedHeadersOf(ServerOptions options)
    {
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders =
                options.Proxies.Count == 0
                    ? ForwardedHeaders.None
                    : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        };
        // The defaults trust loopback; only what the operator named is trusted.
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var proxy in options.Proxies)
        {
            forwarded.KnownIPNetworks.Add(proxy);
        }
        return forwarded;
    }
}
