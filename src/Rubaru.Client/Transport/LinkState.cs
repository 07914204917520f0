namespace Rubaru.Client.Transport;

public enum LinkState
{
    Idle,
    Dialling,

    /// <summary>The channel is open and the first link frame of the peer verified: the fingerprints agree.</summary>
    Connected,
}
