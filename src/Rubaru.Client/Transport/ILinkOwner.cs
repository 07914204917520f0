namespace Rubaru.Client.Transport;

/// <summary>What a link needs from the conversation that owns it. Calls come one after another, never two at once.</summary>
public interface ILinkOwner
{
    /// <summary>Encrypts the signal in the current session and deposits it as transient; re-sent until acknowledged.</summary>
    Task SendSignalAsync(Signal signal);

    /// <summary>A ratchet message arrived over the channel (frame 0x00).</summary>
    Task MessageReceivedAsync(byte[] ratchetMessage);

    /// <summary>The peer has committed these messages (link frame ack).</summary>
    Task AcknowledgedAsync(IReadOnlyList<UInt128> messageIds);

    /// <summary>The peer types, or stopped (link frame typing).</summary>
    void TypingReceived(bool typing);

    /// <summary>What the peer says about a stream of a file (link frame file).</summary>
    internal void FileFrameReceived(Files.FileFrame frame) { }

    /// <summary>Messages of the channel of files came over the verified link.</summary>
    void PiecesReceived(IReadOnlyList<Files.FilePiece> pieces) { }

    /// <summary>The channel of files has room.</summary>
    void PieceRoom() { }

    /// <summary>State, freshness or path changed.</summary>
    void LinkChanged();

    /// <summary>The peer is not heard though it should be: this end's own network may be the reason.</summary>
    void LinkQuiet();

    /// <summary>The first link frame did not verify: another DTLS fingerprint than the peer signed.</summary>
    void IdentityCheckFailed();
}
