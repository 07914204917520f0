namespace Rubaru.Wire;

/// <summary>A <see cref="Delivery"/> written in place, for the server's hot path.</summary>
public static class DeliveryFrame
{
    /// <summary>kind(1) || id(16) || slot(8) || class(1), before the envelope.</summary>
    public const int HeaderSize = 1 + DepositId.Size + Limits.SlotSize + 1;

    /// <summary>Writes the bytes before the envelope, which the caller puts behind them.</summary>
    public static void WriteHeader(
        Span<byte> destination,
        DepositId deposit,
        ReadOnlySpan<byte> slot,
        DepositClass @class
    )
    {
        FrameWriter.Require(slot.Length == Limits.SlotSize, "A slot has eight bytes.");
        destination[0] = (byte)FrameKind.Delivery;
        deposit.Write(destination[1..]);
        slot.CopyTo(destination[(1 + DepositId.Size)..]);
        destination[HeaderSize - 1] = (byte)@class;
    }

    internal static byte[] Encode(DepositId deposit, byte[] slot, DepositClass @class, byte[] envelope)
    {
        var w = new FrameWriter(FrameKind.Delivery, HeaderSize - 1 + envelope.Length);
        w.Id(deposit);
        w.Bytes(slot, Limits.SlotSize);
        w.Class(@class);
        w.Envelope(envelope);
        return w.ToFrame();
    }
}
