using Rubaru.Server.Gateway;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Server.Turn;

/// <summary>Answers which STUN and TURN servers to use. Only who is logged in is given credentials, and not too many.</summary>
internal sealed class TurnDesk(ServerOptions options, ISodium sodium, TimeProvider time)
{
    private readonly RateLimits<MailboxId> limits = new(
        time,
        ServerLimits.TurnCredentialsSpan,
        (int)Math.Max(1, ServerLimits.TurnCredentialsPerSpan * options.LimitsScale),
        ServerLimits.RememberedTurnUsers
    );

    public Frame Answer(MailboxId mailbox, FetchIceServers fetch)
    {
        var turn = options.Turn;
        IceServer[] stun = [.. turn.StunUrls.Select(url => new IceServer(url, "", ""))];
        if (turn.Secret is null)
        {
            return new IceServers(fetch.Request, 0, stun);
        }
        if (!limits.TryTake(mailbox))
        {
            // Who has asked too often is still told its own address: most pairs need no more to meet directly.
            return stun.Length > 0
                ? new IceServers(fetch.Request, (uint)ServerLimits.TurnCredentialsPause.TotalSeconds, stun)
                : new Refused(fetch.Request, Refusal.RateLimited);
        }
        Span<byte> random = stackalloc byte[16];
        sodium.Random(random);
        var life = ServerLimits.TurnCredentialsLife;
        var credentials = TurnCredentials.Make(turn.Secret, time.GetUtcNow() + life, random);
        var relays = turn.TurnUrls.Select(url => new IceServer(url, credentials.Username, credentials.Password));
        return new IceServers(fetch.Request, (uint)life.TotalSeconds, [.. stun, .. relays]);
    }
}
