namespace Rubaru.Client.Identity;

/// <summary>How messages of a chat may travel. The numbers are on the wire (type 8, field 7) and in records.</summary>
public enum DeliveryMode : byte
{
    /// <summary>Directly, else sealed on the server for at most six hours. The default.</summary>
    Relayed = 0,

    /// <summary>Strict: only over a peer-to-peer path that both ends attest as direct; otherwise not at all.</summary>
    DirectOnly = 1,

    /// <summary>Strict, relay allowed: live over a TURN relay too, which hides the addresses. Nothing is stored either.</summary>
    DirectOrRelay = 2,
}

/// <summary>The order of the modes: Relayed, DirectOrRelay, DirectOnly.</summary>
internal static class Strictness
{
    extension(DeliveryMode mode)
    {
        public bool IsStrict => mode != DeliveryMode.Relayed;
    }

    public static DeliveryMode Stricter(DeliveryMode a, DeliveryMode b) => Rank(a) >= Rank(b) ? a : b;

    /// <summary>
    /// A mode of a later version reads as the strictest of ours: it is never weaker than its author meant, and shows at
    /// once that it is not understood.
    /// </summary>
    public static DeliveryMode Read(ulong number) =>
        number <= (ulong)DeliveryMode.DirectOrRelay ? (DeliveryMode)number : DeliveryMode.DirectOnly;

    private static int Rank(DeliveryMode mode) =>
        mode switch
        {
            DeliveryMode.Relayed => 0,
            DeliveryMode.DirectOrRelay => 1,
            _ => 2,
        };
}
