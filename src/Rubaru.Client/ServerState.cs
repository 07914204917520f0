namespace Rubaru.Client;

/// <summary>How this device stands with its server.</summary>
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

    /// <summary>The profile was restored on another device; this one has stopped.</summary>
    Replaced,
}
