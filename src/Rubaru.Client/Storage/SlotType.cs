namespace Rubaru.Client.Storage;

/// <summary>The kinds of slots (protocol section 11). The numbers are stored and are part of every slot's label.</summary>
internal enum SlotType : byte
{
    /// <summary>A key that cannot leave the browser: opens by itself, so it is there only while no passphrase is set.</summary>
    Device = 1,
    Passphrase = 2,

    /// <summary>The PRF output of a passkey (WebAuthn).</summary>
    Passkey = 3,

    /// <summary>32 random bytes, written down as 24 words.</summary>
    Recovery = 4,

    /// <summary>A passphrase that opens nothing: typed at the lock screen, it erases everything.</summary>
    Panic = 5,
}
