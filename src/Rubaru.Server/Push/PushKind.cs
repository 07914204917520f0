namespace Rubaru.Server.Push;

/// <summary>The one byte that a push message says, and only to the device: what kind of notification it shows.</summary>
internal enum PushKind : byte
{
    /// <summary>Something waits in the mailbox.</summary>
    Wake = 1,

    /// <summary>A contact in strict mode wants to connect now.</summary>
    Knock = 2,

    /// <summary>The person asked for a test notification.</summary>
    Test = 3,
}
