using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.E2ee;

namespace Rubaru.Client;

public enum ServerState
{
    Connecting,
    Connected,

    /// <summary>"Server unreachable. Direct chats go on; the rest waits on this device."</summary>
    Unreachable,

    /// <summary>The server speaks another protocol version: "Reload to update".</summary>
    OtherVersion,

    /// <summary>The same profile logged in elsewhere.</summary>
    Superseded,
}

/// <summary>The engine: everything of the messenger except its screen. One instance owns the profile.</summary>
public sealed class ChatClient : IAsyncDisposable
{
    /// <summary>Longest text, in UTF-8 bytes: it must fit one envelope (protocol section 5.7).</summary>
    public const int MaxTextBytes = 32_000;

    public ChatClient(ClientPlatform platform) => throw new NotImplementedException();

    /// <summary>Anything below changed. Raised on the engine's thread; coarse on purpose.</summary>
    public event Action? Changed;

    /// <summary><c>false</c> until <see cref="CreateProfileAsync"/> has run once on this device.</summary>
    public bool HasProfile => throw new NotImplementedException();
    public string Name => throw new NotImplementedException();
    public Fingerprint Fingerprint => throw new NotImplementedException();
    public ServerState Server => throw new NotImplementedException();

    /// <summary>How long the server keeps a sealed message, as it said at login.</summary>
    public TimeSpan Retention => throw new NotImplementedException();

    /// <summary>The last commit failed for want of room; cleared by the next that works.</summary>
    public bool StorageFull => throw new NotImplementedException();

    /// <summary>Newest activity first.</summary>
    public IReadOnlyList<Conversation> Conversations => throw new NotImplementedException();
    public IReadOnlyList<OpenInvite> OpenInvites => throw new NotImplementedException();

    /// <summary>Opens the vault and loads the profile; connects when there is one.</summary>
    public Task StartAsync() => throw new NotImplementedException();

    public Task CreateProfileAsync(string name) => throw new NotImplementedException();

    public Task RenameAsync(string name) => throw new NotImplementedException();

    public Task<OpenInvite> CreateInviteAsync() => throw new NotImplementedException();

    public Task RevokeInviteAsync(ulong id) => throw new NotImplementedException();

    /// <summary>Reads a pasted or opened link; asks nobody.</summary>
    public InviteCheck CheckInvite(string text) => throw new NotImplementedException();

    /// <summary>"Connect": fetches and checks the bundle, initiates, sends the first message (protocol section 10.1).</summary>
    public Task<(InviteProblem Problem, Conversation? Conversation)> AcceptInviteAsync(InviteLink link) =>
        throw new NotImplementedException();

    /// <summary>The network came back or the page became visible: look at once instead of at the next try.</summary>
    public void Wake() => throw new NotImplementedException();

    /// <summary>The page is being hidden or closed: says bye on every link (pagehide). Does not wait for anything.</summary>
    public void Leave() => throw new NotImplementedException();

    public Task EraseAsync() => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();

    private void RaiseChanged() => Changed?.Invoke();
}
