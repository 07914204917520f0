namespace Rubaru.Client.Transport;

/// <summary>Why a connection is given up; decides what follows.</summary>
internal enum LinkLoss
{
    /// <summary>Refused, timed out, closed under us or fed with garbage: try again after a wait.</summary>
    Failed,

    /// <summary>Connected and not heard: a fresh connection at once.</summary>
    Silent,

    /// <summary>The first link frame or a later description does not fit the authenticated fingerprints and nonces.</summary>
    Identity,

    /// <summary>The peer offers a fresh one.</summary>
    Replaced,

    /// <summary>The peer said bye: idle until it is reachable or wanted anew.</summary>
    Bye,

    /// <summary>We leave, or neither side uses it.</summary>
    Left,
}
