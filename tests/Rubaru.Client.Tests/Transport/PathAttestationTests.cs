using CsCheck;
using Rubaru.Client.Identity;
using Rubaru.Client.Transport;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

public sealed class PathAttestationTests
{
    private static readonly byte[] Own = [.. Enumerable.Repeat((byte)0xaa, 32)];
    private static readonly byte[] Other = [.. Enumerable.Repeat((byte)0xbb, 32)];

    [Fact]
    public void Golden_bytes()
    {
        var said = new PathAttestation(
            CandidateType.Relay,
            "tls",
            DeliveryMode.DirectOrRelay,
            0x01020304,
            5,
            Own,
            Other
        );
        Assert.Equal(
            "05040302"
                + "01020304"
                + "00000005"
                + string.Concat(Enumerable.Repeat("AA", 32))
                + string.Concat(Enumerable.Repeat("BB", 32)),
            Convert.ToHexString(said.ToBytes())
        );
    }

    [Fact]
    public void It_comes_back_as_it_was_also_when_a_later_version_adds_to_it() =>
        Gen.Select(Gen.Byte[0, 4], Gen.Int[0, 3], Gen.Byte[0, 2], Gen.UInt, Gen.UInt, Gen.Byte.Array[0, 20])
            .Sample(
                (candidate, protocol, mode, number, seen, more) =>
                {
                    var said = new PathAttestation(
                        (CandidateType)candidate,
                        new[] { "", "udp", "tcp", "tls" }[protocol],
                        (DeliveryMode)mode,
                        number,
                        seen,
                        Own,
                        Other
                    );
                    var read = LinkFrame.TryDecode([.. said.ToBytes(), .. more])?.Attestation;
                    return read is not null
                        && read with { Own = Own, Other = Other } == said
                        && read.Own.SequenceEqual(Own)
                        && read.Other.SequenceEqual(Other);
                }
            );

    [Fact]
    public void What_it_does_not_know_reads_as_unknown_or_as_the_strictest()
    {
        var bytes = new PathAttestation(CandidateType.Host, "udp", DeliveryMode.Relayed, 1, 1, Own, Other).ToBytes();
        (bytes[1], bytes[2], bytes[3]) = (9, 9, 9);
        var read = PathAttestation.TryRead(bytes)!;
        Assert.Equal((CandidateType.Unknown, "", DeliveryMode.DirectOnly), (read.Candidate, read.Protocol, read.Mode));
        Assert.Null(LinkFrame.TryDecode(bytes.AsSpan(0, PathAttestation.Size - 1)));
    }
}
