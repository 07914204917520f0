using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Transport;

public enum LinkState
{
    Idle,
    Dialling,

    /// <summary>The channel is open and the first link frame of the peer verified: the fingerprints agree.</summary>
    Connected,
}

/// <summary>What a link needs from the conversation that owns it. Calls come on the engine's thread.</summary>
public interface ILinkOwner
{
    /// <summary>Encrypts the signal in the current session and deposits it as transient; re-sent until acknowledged.</summary>
    Task SendSignalAsync(Signal signal);

    /// <summary>A ratchet message arrived over the channel (frame 0x00).</summary>
    Task MessageReceivedAsync(byte[] ratchetMessage);

    /// <summary>The peer has committed these messages (link frame ack).</summary>
    Task AcknowledgedAsync(IReadOnlyList<UInt128> messageIds);

    /// <summary>State, freshness or path changed.</summary>
    void LinkChanged();

    /// <summary>The first link frame did not verify: another DTLS fingerprint than the peer signed.</summary>
    void IdentityCheckFailed();
}

/// <summary>
/// The disposable peer-to-peer link to one contact: dials, answers, keeps the heartbeat, replaces a silent connection by
/// a fresh one (architecture.md, "The peer link is disposable"). Decisions are made here; JavaScript only calls WebRTC.
/// </summary>
public sealed class PeerLink : IAsyncDisposable
{
    public PeerLink(
        ISodium sodium,
        TimeProvider time,
        IPeerConnections connections,
        Fingerprint me,
        Fingerprint peer,
        ILinkOwner owner
    ) => throw new NotImplementedException();

    public LinkState State => throw new NotImplementedException();

    /// <summary>Connected and the last authenticated heartbeat is younger than 3 s.</summary>
    public bool IsFresh => throw new NotImplementedException();

    public SelectedPath? Path => throw new NotImplementedException();

    /// <summary>The peer's mailbox has an open socket (Presence): only then it dials.</summary>
    public bool PeerReachable
    {
        get => throw new NotImplementedException();
        set => throw new NotImplementedException();
    }

    /// <summary>The chat is visible or was used within the last two minutes: keep or make a link.</summary>
    public void Want(bool wanted) => throw new NotImplementedException();

    /// <summary>A signal of the peer, already decrypted and authenticated. Stale rtc_id or seq are ignored.</summary>
    public Task ReceiveSignalAsync(Signal signal) => throw new NotImplementedException();

    /// <summary>Sends frame 0x00 || message; <c>false</c> when there is no fresh link.</summary>
    public bool TrySend(ReadOnlySpan<byte> ratchetMessage) => throw new NotImplementedException();

    /// <summary>Link frame ack, after the messages were committed here.</summary>
    public bool TryAcknowledge(IReadOnlyList<UInt128> messageIds) => throw new NotImplementedException();

    /// <summary>Sends bye over the link (page is closing, or the link is no longer wanted) and closes.</summary>
    public Task CloseAsync() => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
