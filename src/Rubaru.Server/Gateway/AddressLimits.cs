using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Rubaru.Server.Gateway;

/// <summary>Limits of one network address (IPv6: of one /64). Addresses are kept only while a limit of theirs is in use.</summary>
internal sealed class AddressLimits : IDisposable
{
    private readonly PartitionedRateLimiter<UInt128> requests;
    private readonly PartitionedRateLimiter<UInt128> connects;
    private readonly PartitionedRateLimiter<UInt128> connections;
    private readonly PartitionedRateLimiter<UInt128> registrations;

    public AddressLimits(ServerOptions options)
    {
        var scale = options.LimitsScale;
        requests = Bucket(ServerLimits.RequestsPerSecond * scale, ServerLimits.RequestsAtOnce * scale);
        connects = Bucket(ServerLimits.ConnectsPerSecond * scale, ServerLimits.ConnectsAtOnce * scale);
        registrations = Bucket(
            ServerLimits.RegistrationsPerHour * scale / 3600,
            ServerLimits.RegistrationsPerHour * scale
        );
        connections = PartitionedRateLimiter.Create<UInt128, UInt128>(address =>
            RateLimitPartition.GetConcurrencyLimiter(
                address,
                _ => new ConcurrencyLimiterOptions { PermitLimit = Whole(ServerLimits.ConnectionsPerAddress * scale) }
            )
        );
    }

    public bool TryRequest(IPAddress? address) => TryTake(requests, address);

    public bool TryConnect(IPAddress? address) => TryTake(connects, address);

    public bool TryRegister(IPAddress? address) => TryTake(registrations, address);

    /// <summary>Held as long as the socket is open.</summary>
    public RateLimitLease HoldConnection(IPAddress? address) => connections.AttemptAcquire(KeyOf(address));

    public void Dispose()
    {
        requests.Dispose();
        connects.Dispose();
        connections.Dispose();
        registrations.Dispose();
    }

    private static bool TryTake(PartitionedRateLimiter<UInt128> limiter, IPAddress? address)
    {
        using var lease = limiter.AttemptAcquire(KeyOf(address));
        return lease.IsAcquired;
    }

    private static PartitionedRateLimiter<UInt128> Bucket(double perSecond, double atOnce) =>
        PartitionedRateLimiter.Create<UInt128, UInt128>(address =>
            RateLimitPartition.GetTokenBucketLimiter(
                address,
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = Whole(atOnce),
                    TokensPerPeriod = Whole(perSecond),
                    ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, 1 / perSecond)),
                    AutoReplenishment = true,
                }
            )
        );

    private static int Whole(double value) => (int)Math.Clamp(value, 1, int.MaxValue);

    private static UInt128 KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var v4 = address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6;
        (v4 ? address.MapToIPv6() : address).TryWriteBytes(bytes, out _);
        if (!v4)
        {
            bytes[8..].Clear();
        }
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
