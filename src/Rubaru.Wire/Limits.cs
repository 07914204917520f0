namespace Rubaru.Wire;

/// <summary>Sizes and counts of the wire, each with its reason. The first group is the protocol's, the second ours.</summary>
public static class Limits
{
    /// <summary>Sizes that an envelope may have (protocol section 5.7): one bucket each, so that size says little.</summary>
    public static readonly int[] EnvelopeSizes = [4096, 8192, 16384, 32768, 65536];

    /// <summary>The largest of them: what waits in these waits behind everything else and has room of its own.</summary>
    public const int LargestEnvelope = 65536;

    public const int CapabilitySize = 32;
    public const int NonceSize = 32;
    public const int LoginKeySize = 32;
    public const int SlotSize = 8;
    public const int HashSize = 32;
    public const int SignatureSize = 64;
    public const int IdentityPublicSize = 1281;
    public const int SignedPrekeySize = 4 + 32 + 64;
    public const int SignedKemKeySize = 4 + 1216 + 64;
    public const int BundleSize = IdentityPublicSize + SignedPrekeySize + 1 + SignedKemKeySize + SignedKemKeySize;

    /// <summary>One-time prekeys in one <see cref="PutPrekeys"/>: the shelf's size (protocol section 2.1).</summary>
    public const int OneTimePrekeysPerFrame = 50;

    /// <summary>w of a deposit, which withdraws it (protocol section 7.2).</summary>
    public const int WithdrawSecretSize = 16;

    /// <summary>An uncompressed P-256 point: 0x04 || x(32) || y(32), the keys of Web Push (RFC 8291, RFC 8292).</summary>
    public const int PushKeySize = 65;

    /// <summary>The authentication secret of a push subscription (RFC 8291).</summary>
    public const int PushSecretSize = 16;

    /// <summary>Push services use endpoints of up to a few hundred bytes; nothing in the standards bounds them.</summary>
    public const int MaxPushEndpoint = 2048;

    /// <summary>STUN and TURN addresses in one answer; browsers slow down from five on.</summary>
    public const int MaxIceServers = 16;

    /// <summary>One STUN or TURN URL: a host name of at most 253 bytes, scheme, port and transport.</summary>
    public const int MaxIceUrl = 320;

    /// <summary>A TURN user name or credential; RFC 8489 allows a user name of 508 bytes, ours are far shorter.</summary>
    public const int MaxIceSecret = 256;

    /// <summary>The largest frame: fifty one-time prekeys with the rest of the bundle, below 128 KiB.</summary>
    public const int MaxFrame = 128 * 1024;

    /// <summary>The end of the year 9999: times beyond it are refused, because nothing could show them.</summary>
    public const long MaxUnixSeconds = 253_402_300_799;

    public static bool IsEnvelopeSize(int size) => Array.IndexOf(EnvelopeSizes, size) >= 0;
}
