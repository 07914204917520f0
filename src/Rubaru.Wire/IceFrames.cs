namespace Rubaru.Wire;

/// <summary>Client to server on <c>/v1/mailbox</c>: which STUN and TURN servers to use, with fresh credentials.</summary>
public sealed record FetchIceServers(uint Request) : Frame;

/// <param name="LifetimeSeconds">How long the credentials are good for; 0 = there are none.</param>
/// <param name="Servers">At most 16; empty where the operator configured none.</param>
public sealed record IceServers(uint Request, uint LifetimeSeconds, IReadOnlyList<IceServer> Servers) : Frame;

/// <param name="Url"><c>stun:</c>, <c>turn:</c> or <c>turns:</c> (RFC 7064, RFC 7065), 1 to 320 bytes of visible ASCII.</param>
/// <param name="Username">Empty for STUN, else at most 256 bytes of visible ASCII.</param>
/// <param name="Credential">As <paramref name="Username"/>.</param>
public sealed record IceServer(string Url, string Username, string Credential)
{
    /// <summary>Without the credential.</summary>
    public override string ToString() => nameof(IceServer);
}
