using CsCheck;
using Xunit;

namespace Rubaru.Wire.Tests;

public sealed class DepositFrameTests
{
    [Fact]
    public void Reading_in_place_agrees_with_the_codec_on_every_input() =>
        Gen.Select(FrameSamples.Any, Gen.Int[-2, 2], Gen.Int[0, 120])
            .Sample(
                (frame, cut, position) =>
                {
                    byte[] bytes = [.. FrameCodec.Encode(frame), 0, 0];
                    var input = bytes.AsSpan(0, bytes.Length - 2 + cut);
                    input[Math.Min(position, input.Length - 1)] ^= (byte)(position % 3);
                    var decoded = FrameCodec.TryDecode(input) as Deposit;
                    if (!DepositFrame.TryRead(input, out var view))
                    {
                        return decoded is null;
                    }
                    var copy = new Deposit(
                        view.Id,
                        view.Capability.ToArray(),
                        view.Class,
                        view.TimeToLiveSeconds,
                        view.WithdrawHash.ToArray(),
                        view.Envelope.ToArray()
                    );
                    return FrameEquality.Same(decoded, copy);
                },
                iter: 5_000
            );

    [Fact]
    public void A_delivery_written_in_place_equals_the_encoded_one()
    {
        var delivery = new Delivery(
            new DepositId(7),
            FrameSamples.Pattern(8, 1),
            DepositClass.Transient,
            FrameSamples.Pattern(4096, 9)
        );
        var bytes = new byte[DeliveryFrame.HeaderSize + delivery.Envelope.Length];
        DeliveryFrame.WriteHeader(bytes, delivery.Deposit, delivery.Slot, delivery.Class);
        delivery.Envelope.CopyTo(bytes.AsSpan(DeliveryFrame.HeaderSize));
        Assert.Equal(FrameCodec.Encode(delivery), bytes);
    }
}
