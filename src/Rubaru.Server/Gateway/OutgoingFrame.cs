using System.Buffers;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>Bytes on their way to one socket. Pooled ones go back to the pool after they were sent or dropped.</summary>
internal readonly struct OutgoingFrame
{
    private readonly byte[] bytes;
    private readonly bool pooled;

    private OutgoingFrame(byte[] bytes, int size, bool pooled)
    {
        this.bytes = bytes;
        this.pooled = pooled;
        Size = size;
    }

    public int Size { get; }
    public ReadOnlyMemory<byte> Memory => bytes.AsMemory(0, Size);
    public ReadOnlySpan<byte> Envelope => bytes.AsSpan(DeliveryFrame.HeaderSize, Size - DeliveryFrame.HeaderSize);

    public static OutgoingFrame Of(Frame frame)
    {
        var bytes = FrameCodec.Encode(frame);
        return new OutgoingFrame(bytes, bytes.Length, pooled: false);
    }

    /// <summary>A <see cref="Delivery"/> built in place: the envelope is copied once, from the deposit.</summary>
    public static OutgoingFrame Deliver(
        DepositId deposit,
        ReadOnlySpan<byte> slot,
        DepositClass @class,
        ReadOnlySpan<byte> envelope
    )
    {
        var size = DeliveryFrame.HeaderSize + envelope.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        DeliveryFrame.WriteHeader(bytes, deposit, slot, @class);
        envelope.CopyTo(bytes.AsSpan(DeliveryFrame.HeaderSize));
        return new OutgoingFrame(bytes, size, pooled: true);
    }

    /// <summary>A frame of its own with the same bytes.</summary>
    public OutgoingFrame Copy()
    {
        var copy = ArrayPool<byte>.Shared.Rent(Size);
        Memory.Span.CopyTo(copy);
        return new OutgoingFrame(copy, Size, pooled: true);
    }

    public void Release()
    {
        if (pooled)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
