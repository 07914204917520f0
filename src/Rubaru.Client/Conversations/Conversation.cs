using Rubaru.Client.Transport;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>One contact and the chat with it, as the app shows it. All members belong to the engine's thread.</summary>
public sealed class Conversation
{
    public event Action? Changed;

    public Fingerprint Peer => throw new NotImplementedException();

    /// <summary>My name for the contact, or the one it gave itself.</summary>
    public string Name => throw new NotImplementedException();

    /// <summary>I opened the invite and the other person has not answered yet: "Waiting for Asha".</summary>
    public bool AwaitingFirstReply => throw new NotImplementedException();

    /// <summary>What the next message would take: Direct, TurnRelay or Server; None while the server is unreachable too.</summary>
    public MessagePath Path => throw new NotImplementedException();

    public LinkState LinkState => throw new NotImplementedException();

    /// <summary>Statistics of the selected pair, for the sheet behind the badge.</summary>
    public SelectedPath? LinkPath => throw new NotImplementedException();

    /// <summary>A link frame or signal did not match the signed fingerprint; shown until the next good link.</summary>
    public bool IdentityCheckFailed => throw new NotImplementedException();
    public int Unread => throw new NotImplementedException();
    public Message? Last => throw new NotImplementedException();
    public string Draft => throw new NotImplementedException();

    /// <summary>The loaded part of the history, oldest first.</summary>
    public IReadOnlyList<Message> Messages => throw new NotImplementedException();
    public bool HasOlder => throw new NotImplementedException();

    public Task LoadOlderAsync() => throw new NotImplementedException();

    /// <summary>Returns when the message is committed on this device (local echo); bytes leave after that.</summary>
    public Task SendAsync(string text) => throw new NotImplementedException();

    /// <summary>"Send again" of a failed or unconfirmed message.</summary>
    public Task RetryAsync(UInt128 messageId) => throw new NotImplementedException();

    public Task SaveDraftAsync(string text) => throw new NotImplementedException();

    /// <summary>The chat is on the screen: clears unread, dials, keeps the heartbeat.</summary>
    public Task ShowAsync() => throw new NotImplementedException();

    public void Hide() => throw new NotImplementedException();

    public Task RenameAsync(string name) => throw new NotImplementedException();

    /// <summary>Removes contact, history, sessions and capabilities here, and revokes its capabilities at the server.</summary>
    public Task DeleteAsync() => throw new NotImplementedException();

    internal void RaiseChanged() => Changed?.Invoke();
}
