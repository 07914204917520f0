namespace Rubaru.Client.Locking;

/// <summary>What came of a passphrase, a passkey or the recovery words.</summary>
public enum UnlockResult
{
    Opened,
    Wrong,

    /// <summary>Not tried: <see cref="AppLock.NextTry"/> is later.</summary>
    TooSoon,

    /// <summary>The passkey's dialog was closed, or this device does not have that passkey.</summary>
    Cancelled,

    /// <summary>The device did not give the 64 MiB that a passphrase costs.</summary>
    NoMemory,

    /// <summary>It was the panic passphrase: nothing is left.</summary>
    Erased,
}
