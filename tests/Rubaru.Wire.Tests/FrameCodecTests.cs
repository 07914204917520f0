using CsCheck;
using Xunit;

namespace Rubaru.Wire.Tests;

public sealed class FrameCodecTests
{
    [Fact]
    public void Every_frame_decodes_to_itself() =>
        FrameSamples.Any.Sample(
            frame => FrameEquality.Same(frame, FrameCodec.TryDecode(FrameCodec.Encode(frame))),
            iter: 2_000
        );

    [Fact]
    public void Random_bytes_of_every_kind_never_throw_and_what_decodes_encodes_to_the_same_bytes() =>
        Gen.Select(Gen.Byte, Gen.Byte.Array[0, 200])
            .Sample(
                (kind, rest) =>
                {
                    byte[] bytes = [kind, .. rest];
                    var frame = FrameCodec.TryDecode(bytes);
                    return frame is null || FrameCodec.Encode(frame).AsSpan().SequenceEqual(bytes);
                },
                iter: 100_000
            );

    [Fact]
    public void A_frame_with_one_changed_byte_never_throws_and_never_decodes_to_the_original() =>
        Gen.Select(FrameSamples.Any, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255])
            .Sample(
                (frame, position, flip) =>
                {
                    var bytes = FrameCodec.Encode(frame);
                    bytes[position % bytes.Length] ^= flip;
                    return !FrameEquality.Same(frame, FrameCodec.TryDecode(bytes));
                },
                iter: 2_000
            );

    [Fact]
    public void Every_truncation_and_extension_is_refused() =>
        FrameSamples.Any.Sample(
            frame =>
            {
                var bytes = FrameCodec.Encode(frame);
                byte[] extended = [.. bytes, 0];
                var cuts = bytes.Length <= 300 ? Enumerable.Range(0, bytes.Length) : Cuts(bytes.Length);
                return FrameCodec.TryDecode(extended) is null
                    && cuts.All(size =>
                        IsShorterFrame(frame, size) || FrameCodec.TryDecode(bytes.AsSpan(0, size)) is null
                    );
            },
            iter: 300
        );

    [Fact]
    public void An_empty_and_an_overlong_message_are_refused()
    {
        Assert.Null(FrameCodec.TryDecode([]));
        var overlong = new byte[Limits.MaxFrame + 1];
        overlong[0] = (byte)FrameKind.Deposit;
        Assert.Null(FrameCodec.TryDecode(overlong));
    }

    [Fact]
    public void The_largest_frames_fit_the_limit()
    {
        var key = new byte[Limits.SignedKemKeySize];
        var prekeys = new PutPrekeys(
            1,
            new byte[Limits.IdentityPublicSize],
            new byte[Limits.SignedPrekeySize],
            key,
            key,
            [.. Enumerable.Repeat(key, Limits.OneTimePrekeysPerFrame)]
        );
        Assert.InRange(FrameCodec.Encode(prekeys).Length, 1, Limits.MaxFrame);
        Assert.NotNull(FrameCodec.TryDecode(FrameCodec.Encode(prekeys)));
        var tooMany = prekeys with { OneTime = [.. prekeys.OneTime, key] };
        Assert.Throws<ArgumentException>(() => FrameCodec.Encode(tooMany));
        Assert.Null(FrameCodec.TryDecode([.. FrameCodec.Encode(prekeys), .. key]));
    }

    [Fact]
    public void What_would_not_decode_is_not_encoded()
    {
        var id = new DepositId(1);
        Frame[] wrong =
        [
            new Refused(1, Refusal.None),
            new Challenge(new byte[31], 0),
            new Challenge(new byte[32], -1),
            new Challenge(new byte[32], Limits.MaxUnixSeconds + 1),
            new PutCapability(1, new byte[32], DepositClass.None, 0, 0, 0),
            new DropCapability(1, new byte[32], Refusal.Malformed),
            new Refused(1, Refusal.LoginReplaced + 1),
            new KnockSent(1, 0),
            new KnockSent(1, KnockOutcome.NotReachable + 1),
            new Withdraw(1, id, new byte[15]),
            new WithdrawIs(1, 0),
            new WithdrawIs(1, WithdrawOutcome.Unknown + 1),
            new PushKey(1, new byte[64]),
            new PutSubscription(1, "", new byte[65], new byte[16]),
            new PutSubscription(1, new string('a', Limits.MaxPushEndpoint + 1), new byte[65], new byte[16]),
            new PutSubscription(1, "https://push.example/ü", new byte[65], new byte[16]),
            new PutSubscription(1, "https://push.example/ a", new byte[65], new byte[16]),
            new PutSubscription(1, "https://push.example/", new byte[64], new byte[16]),
            new PutSubscription(1, "https://push.example/", new byte[65], new byte[15]),
            new PushTested(1, PushOutcome.Off + 1, 0),
            new IceServers(1, 0, [.. Enumerable.Repeat(new IceServer("stun:a", "", ""), Limits.MaxIceServers + 1)]),
            new IceServers(1, 0, [new IceServer("", "", "")]),
            new IceServers(1, 0, [new IceServer("stun:a\n", "", "")]),
            new IceServers(1, 0, [new IceServer("turn:a", new string('u', Limits.MaxIceSecret + 1), "c")]),
            new IceServers(1, 0, [new IceServer("turn:" + new string('a', Limits.MaxIceUrl), "u", "c")]),
            new Knocked(new byte[7]),
            new Delivery(id, new byte[8], DepositClass.Stored | DepositClass.Transient, new byte[4096]),
            new Delivery(id, new byte[8], DepositClass.Stored, new byte[4095]),
            new Deposit(id, new byte[32], DepositClass.Stored, 0, new byte[32], []),
            new Accepted(id, 0, 0),
            new DepositRefused(id, Refusal.StaleMailboxKey, []),
            new DepositRefused(id, Refusal.RateLimited, new byte[Limits.SignedKemKeySize]),
        ];
        Assert.All(wrong, frame => Assert.Throws<ArgumentException>(() => FrameCodec.Encode(frame)));
    }

    [Fact]
    public void A_flag_is_zero_or_one()
    {
        var bytes = FrameCodec.Encode(new PresenceIs(1, true));
        bytes[^1] = 2;
        Assert.Null(FrameCodec.TryDecode(bytes));
    }

    [Fact]
    public void Texts_and_lists_beyond_their_bounds_are_refused()
    {
        var ice = FrameCodec.Encode(new IceServers(1, 2, [new IceServer("stun:a", "", "")]));
        var control = (byte[])ice.Clone();
        control[^5] = (byte)'\n';
        Assert.Null(FrameCodec.TryDecode(control));
        var tooMany = (byte[])[.. ice[..9], 17, .. Enumerable.Repeat(ice[10..], 17).SelectMany(one => one)];
        Assert.Null(FrameCodec.TryDecode(tooMany));
        tooMany[9] = 16;
        Assert.NotNull(FrameCodec.TryDecode(tooMany.AsSpan(0, tooMany.Length - (ice.Length - 10))));
        var endpoint = FrameCodec.Encode(new PutSubscription(1, new string('a', 2048), new byte[65], new byte[16]));
        Assert.NotNull(FrameCodec.TryDecode(endpoint));
        Assert.Null(FrameCodec.TryDecode([.. endpoint, (byte)'a']));
        endpoint[^1] = 0x80;
        Assert.Null(FrameCodec.TryDecode(endpoint));
    }

    private static IEnumerable<int> Cuts(int length) =>
        Enumerable.Range(0, 100).Concat(Enumerable.Range(1, 40).Select(i => length - i)).Append(length / 2);

    // Three frames end in a field of no announced length, so that a prefix of them may be a frame of its own.
    private static bool IsShorterFrame(Frame frame, int size) =>
        frame switch
        {
            PutPrekeys keys => (size - FrameCodec.Encode(keys with { OneTime = [] }).Length) % Limits.SignedKemKeySize
                == 0,
            PushKey => size == FrameCodec.Encode(new PushKey(0, [])).Length,
            PutSubscription subscription => size >= FrameCodec.Encode(subscription with { Endpoint = "a" }).Length,
            _ => false,
        };
}
