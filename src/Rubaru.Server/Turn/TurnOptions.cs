using System.Globalization;
using Rubaru.Server.Hosting;
using Rubaru.Wire;

namespace Rubaru.Server.Turn;

/// <summary>Which STUN and TURN servers the operator runs. No record, so that nothing prints the secret.</summary>
internal sealed class TurnOptions
{
    /// <summary>Shorter ones are guessed from one credential, which every user of this server is given.</summary>
    private const int LeastSecret = 16;

    public static readonly TurnOptions None = new([], [], null);

    private TurnOptions(IReadOnlyList<string> stunUrls, IReadOnlyList<string> turnUrls, string? secret)
    {
        StunUrls = stunUrls;
        TurnUrls = turnUrls;
        Secret = secret;
    }

    public IReadOnlyList<string> StunUrls { get; }
    public IReadOnlyList<string> TurnUrls { get; }

    /// <summary>coturn's static-auth-secret; set when there are <see cref="TurnUrls"/>.</summary>
    public string? Secret { get; }
    public bool IsOn => Secret is not null;

    /// <exception cref="ConfigurationError">A value cannot be used. The secret is never in the sentence.</exception>
    public static TurnOptions Read(IReadOnlyList<string> stunUrls, IReadOnlyList<string> turnUrls, string? secret)
    {
        foreach (var url in stunUrls.Where(url => !IsUrl(url, "stun", "stuns", mayHaveTransport: false)))
        {
            throw new ConfigurationError(
                $"RUBARU_STUN_URLS: {url} is not a STUN address such as stun:turn.example.org:3478."
            );
        }
        foreach (var url in turnUrls.Where(url => !IsUrl(url, "turn", "turns", mayHaveTransport: true)))
        {
            throw new ConfigurationError(
                $"RUBARU_TURN_URLS: {url} is not a TURN address such as turn:turn.example.org:3478?transport=udp."
            );
        }
        if (stunUrls.Count + turnUrls.Count > Limits.MaxIceServers)
        {
            throw new ConfigurationError(
                $"RUBARU_STUN_URLS and RUBARU_TURN_URLS: more than {Limits.MaxIceServers} addresses only slow browsers down."
            );
        }
        if (turnUrls.Count > 0 && secret is null)
        {
            throw new ConfigurationError("RUBARU_TURN_URLS needs RUBARU_TURN_SECRET, coturn's static-auth-secret.");
        }
        if (secret is not null && turnUrls.Count == 0)
        {
            throw new ConfigurationError("RUBARU_TURN_SECRET is of no use without RUBARU_TURN_URLS.");
        }
        if (secret is { Length: < LeastSecret })
        {
            throw new ConfigurationError(
                $"RUBARU_TURN_SECRET is shorter than {LeastSecret} characters: make one with openssl rand -hex 32."
            );
        }
        return new TurnOptions(stunUrls, turnUrls, secret);
    }

    /// <summary>scheme ":" host [":" port] ["?transport=" udp or tcp] (RFC 7064, RFC 7065).</summary>
    private static bool IsUrl(string url, string plain, string secure, bool mayHaveTransport)
    {
        var (scheme, rest) = Cut(url, ':');
        if (url.Length > Limits.MaxIceUrl || rest is null || (scheme != plain && scheme != secure))
        {
            return false;
        }
        var (authority, query) = Cut(rest, '?');
        if (query is not null && (!mayHaveTransport || query is not ("transport=udp" or "transport=tcp")))
        {
            return false;
        }
        var isBracketed = authority.StartsWith('[');
        var end = isBracketed ? authority.IndexOf(']') + 1 : authority.IndexOf(':');
        end = end <= 0 && !isBracketed ? authority.Length : end;
        var (host, port) = (authority[..end], authority[end..]);
        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6
            && (isBracketed || Uri.CheckHostName(host) != UriHostNameType.IPv6)
            && (port.Length == 0 || (port[0] == ':' && IsPort(port[1..])));
    }

    private static bool IsPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;

    private static (string Before, string? After) Cut(string text, char at) =>
        text.IndexOf(at) is var i and >= 0 ? (text[..i], text[(i + 1)..]) : (text, null);
}
