using System.Net;
using Rubaru.Server.Hosting;
using Rubaru.Server.Storage;
using Rubaru.Sodium;

namespace Rubaru.Server.Push;

internal static class PushRegistration
{
    /// <summary>The parts of push; without a subject only those that answer that it is off.</summary>
    public static void AddPush(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options.PushHosts);
        services.AddSingleton<ResolveName>(Dns.GetHostAddressesAsync);
        services.AddSingleton<PushNames>();
        services.AddSingleton<PushLimits>();
        services.AddSingleton<PushSubscriptionTable>();
        if (options.PushSubject is not { } subject)
        {
            services.AddSingleton<IPushSender, NoPush>();
            services.AddSingleton(s => Requests(s, [], null));
            return;
        }
        // The folder first: it is held by one process, and it may have to be made.
        services.AddSingleton(s =>
        {
            s.GetRequiredService<DataFolder>();
            return VapidKey.Open(options.Data);
        });
        services.AddSingleton(s => new PushService(
            s.GetRequiredService<PushNames>(),
            s.GetRequiredService<PushHosts>(),
            s.GetRequiredService<VapidKey>(),
            subject,
            s.GetRequiredService<ISodium>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<PushSender>();
        services.AddSingleton<IPushSender>(s => s.GetRequiredService<PushSender>());
        services.AddHostedService(s => s.GetRequiredService<PushSender>());
        services.AddSingleton(s =>
            Requests(s, s.GetRequiredService<VapidKey>().PublicKey, s.GetRequiredService<PushSender>())
        );
    }

    private static PushRequests Requests(IServiceProvider services, byte[] key, PushSender? sender) =>
        new(
            key,
            sender,
            services.GetRequiredService<PushHosts>(),
            services.GetRequiredService<PushNames>(),
            services.GetRequiredService<PushSubscriptionTable>(),
            services.GetRequiredService<PushLimits>(),
            services.GetRequiredService<Writer>(),
            services.GetRequiredService<Metrics>()
        );
}
