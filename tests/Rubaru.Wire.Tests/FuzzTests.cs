using CsCheck;
using Rubaru.E2ee.Tests;
using Rubaru.E2ee.Tests.Fuzz;
using Xunit;

namespace Rubaru.Wire.Tests;

/// <summary>Frames of every kind that are almost right.</summary>
public sealed class FuzzTests
{
    private static readonly byte[][] Samples =
    [
        .. GoldenFrameTests.Frames.Select(sample => FrameCodec.Encode(sample.Frame)),
    ];

    [Fact]
    public void No_frame_makes_the_decoder_throw_and_what_decodes_encodes_to_the_same_bytes() =>
        Mutant
            .Of(Samples)
            .Sample(
                bytes =>
                    FrameCodec.TryDecode(bytes) is not { } frame
                    || FrameCodec.Encode(frame).AsSpan().SequenceEqual(bytes),
                iter: RunLength.OfLong(1_000_000)
            );

    [Fact]
    public void A_deposit_read_in_place_is_what_the_decoder_reads() =>
        Mutant
            .Of([.. Samples.Where(sample => sample[0] == (byte)FrameKind.Deposit)])
            .Sample(
                bytes => DepositFrame.TryRead(bytes, out _) == FrameCodec.TryDecode(bytes) is Deposit,
                iter: RunLength.OfLong(300_000)
            );
}
