using Rubaru.Client.Honesty;
using Rubaru.Client.Identity;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Conversations;

/// <summary>What the connection sheet tells beyond the path.</summary>
public sealed partial class Conversation
{
    /// <summary>Finds out why this chat is not direct.</summary>
    public ConnectionDoctor Doctor => field ??= new ConnectionDoctor(_engine, this);

    /// <summary>The link's own way, whatever the server could carry.</summary>
    internal MessagePath LinkPathNow => Link?.IsFresh == true ? LinkMessagePath : MessagePath.None;

    internal ExposureFacts Exposed =>
        new()
        {
            Path = Path,
            IsStrict = EffectiveMode.IsStrict,
            Policy = LinkPolicy,
            HasDialled = Link is { Attempts: > 0 },
            HasToldAddress = Link?.HasToldAddress == true,
            ServerReached = _engine.Mailbox?.IsReady == true,
            ServerIsHere = _engine.Platform.Origin.IsLoopback,
            HasTurn = _engine.IceServers.Current?.Any(PathFilter.IsRelay) == true,
            HasStun = _engine.IceServers.Current?.Any(server => !PathFilter.IsRelay(server)) == true,
        };
}
