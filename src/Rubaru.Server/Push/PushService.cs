using System.Net;
using System.Net.Http.Headers;
using Rubaru.Server.Storage;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Server.Push;

/// <summary>What is asked of a push service (RFC 8030): how long it may wait, and what replaces what.</summary>
/// <param name="Topic">A newer message with the same topic replaces one that still waits at the push service.</param>
internal sealed record PushMessage(PushKind Kind, TimeSpan TimeToLive, string Topic)
{
    /// <summary>Of every kind the same, so that an onlooker learns nothing from the size.</summary>
    public const int PaddedSize = 128;
}

/// <summary>One answer of a push service.</summary>
/// <param name="RetryAfter">When it wants to be asked again, if it said so.</param>
internal readonly record struct PushAnswer(PushResult Result, TimeSpan? RetryAfter = null)
{
    public bool MayPass => Result.Outcome is PushOutcome.Unreachable or PushOutcome.Limited;
}

/// <summary>Posts single messages to push services (RFC 8030, 8291, 8292). Follows no redirect and reads no answer's body.</summary>
internal sealed class PushService : IDisposable
{
    private readonly HttpClient http;
    private readonly PushHosts hosts;
    private readonly VapidKey key;
    private readonly string subject;
    private readonly ISodium sodium;
    private readonly TimeProvider time;

    public PushService(
        PushNames names,
        PushHosts hosts,
        VapidKey key,
        string subject,
        ISodium sodium,
        TimeProvider time
    )
    {
        (this.hosts, this.key, this.subject, this.sodium, this.time) = (hosts, key, subject, sodium, time);
        http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = names.ConnectAsync,
                ConnectTimeout = ServerLimits.PushTime,
                AllowAutoRedirect = false,
                // A proxy would connect for us, to an address that nobody checked.
                UseProxy = false,
                UseCookies = false,
                MaxConnectionsPerServer = ServerLimits.PushConnectionsPerService,
                MaxResponseHeadersLength = 16,
                MaxResponseDrainSize = 4096,
                // An address that was public once is looked at again.
                PooledConnectionLifetime = ServerLimits.PushConnectionLife,
                PooledConnectionIdleTimeout = ServerLimits.PushConnectionLife,
            }
        )
        {
            // Real time, as for everything that real sockets do.
            Timeout = ServerLimits.PushTime,
        };
    }

    public async Task<PushAnswer> SendAsync(PushSubscription to, PushMessage message, CancellationToken stop)
    {
        if (!PushEndpoint.TryRead(to.Endpoint, hosts, out var endpoint))
        {
            // The operator took it off the list since.
            return new(new(PushOutcome.Refused));
        }
        using var request = Request(endpoint, to, message);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            return new(new(OutcomeOf(answer.StatusCode), (ushort)answer.StatusCode), RetryAfter(answer));
        }
        catch (HttpRequestException error) when (error.InnerException is InsideAddressException)
        {
            return new(new(PushOutcome.Refused));
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            // No route, no certificate, no answer in time.
            return new(new(PushOutcome.Unreachable));
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(Uri endpoint, PushSubscription to, PushMessage message)
    {
        var content = new ByteArrayContent(
            PushEncryption.Encrypt(sodium, to, [(byte)message.Kind], PushMessage.PaddedSize)
        );
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.ContentEncoding.Add("aes128gcm");
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Add("TTL", ((long)message.TimeToLive.TotalSeconds).ToString(null, null));
        request.Headers.Add("Topic", message.Topic);
        // Each is shown to a person at once; "normal" may wait until a phone on battery wakes by itself.
        request.Headers.Add("Urgency", "high");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            key.Authorize(endpoint.GetLeftPart(UriPartial.Authority), subject, time.GetUtcNow())
        );
        return request;
    }

    private static PushOutcome OutcomeOf(HttpStatusCode status) =>
        (int)status switch
        {
            >= 200 and < 300 => PushOutcome.Sent,
            404 or 410 => PushOutcome.Gone,
            429 => PushOutcome.Limited,
            >= 500 => PushOutcome.Unreachable,
            // 401 and 403: subscribed with another key than this server's; a redirect: not followed.
            _ => PushOutcome.Refused,
        };

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var wait = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }
}
