namespace Rubaru.Client;

/// <summary>What the server hands out in my name.</summary>
public sealed partial class ChatClient
{
    /// <summary>
    /// The server hands out other keys than mine, or old ones, and putting them again did not help. Nobody takes them for
    /// mine, because every link carries my fingerprint; but nobody new can reach me.
    /// </summary>
    public bool ServerHasWrongKeys => _engine.Shelf.IsWrong;
}
