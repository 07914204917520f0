using Xunit;

namespace Rubaru.Wire.Tests;

/// <summary>The edges of every field that has some, in both directions.</summary>
public sealed class BoundsTests
{
    private static readonly byte[] Hash = new byte[32];
    private static readonly DepositId Id = new(1);

    [Theory]
    [InlineData(0L)]
    [InlineData(Limits.MaxUnixSeconds)]
    public void The_first_and_the_last_second_travel(long seconds)
    {
        Frame[] frames = [new Challenge(Hash, seconds), new Accepted(Id, DepositOutcome.Stored, seconds)];
        Assert.All(
            frames,
            frame => Assert.True(FrameEquality.Same(frame, FrameCodec.TryDecode(FrameCodec.Encode(frame))))
        );
    }

    [Fact]
    public void Values_that_have_no_name_are_not_read()
    {
        AssertLastByte(new DropCapability(1, Hash, Refusal.CapabilityUsed), Refusal.RateLimited);
        AssertLastByte(new Refused(1, Refusal.Version), Refusal.None);
        AssertLastByte(new Refused(1, Refusal.Version), (Refusal)255);
        AssertLastByte(new PresenceIs(1, true), (Refusal)2);
        AssertByte(new Accepted(Id, DepositOutcome.Stored, 1), 17, 0);
        AssertByte(new Accepted(Id, DepositOutcome.Stored, 1), 17, 255);
        AssertByte(new Delivery(Id, new byte[8], DepositClass.Stored, new byte[4096]), 25, 0);
        AssertByte(new Delivery(Id, new byte[8], DepositClass.Stored, new byte[4096]), 25, 3);
        AssertByte(new Deposit(Id, Hash, DepositClass.Stored, 0, Hash, new byte[4096]), 49, 3);

        static void AssertLastByte(Frame frame, Refusal value) => AssertByte(frame, -1, (byte)value);

        static void AssertByte(Frame frame, int at, byte value)
        {
            var bytes = FrameCodec.Encode(frame);
            Assert.NotNull(FrameCodec.TryDecode(bytes));
            bytes[at < 0 ? bytes.Length + at : at] = value;
            Assert.Null(FrameCodec.TryDecode(bytes));
        }
    }

    [Fact]
    public void A_text_is_visible_from_its_first_character_on() =>
        Assert.Throws<ArgumentException>(() =>
            FrameCodec.Encode(new PutSubscription(1, "\u0001https://push.example/", new byte[65], new byte[16]))
        );

    [Fact]
    public void Nothing_is_no_deposit_and_a_header_has_a_whole_slot()
    {
        Assert.False(DepositFrame.TryRead([], out _));
        var header = new byte[DeliveryFrame.HeaderSize];
        Assert.Throws<ArgumentException>(() => DeliveryFrame.WriteHeader(header, Id, new byte[7], DepositClass.Stored));
        Assert.Equal(new byte[DeliveryFrame.HeaderSize], header);
    }

    [Fact]
    public void A_frame_of_another_protocol_is_not_encoded() =>
        Assert.Throws<ArgumentException>(() => FrameCodec.Encode(new Alien()));

    [Fact]
    public void Names_are_sixteen_bytes_and_print_as_their_digits()
    {
        var bytes = FrameSamples.Pattern(16, 0xA0);
        Assert.Equal(bytes, MailboxId.Read(bytes).ToBytes());
        Assert.Equal(bytes, DepositId.Read(bytes).ToBytes());
        Assert.Equal("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf", MailboxId.Read(bytes).ToString());
        Assert.Equal("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf", DepositId.Read(bytes).ToString());
    }

    [Fact]
    public void A_login_signs_domain_mailbox_nonce_time_and_host()
    {
        var mailbox = FrameSamples.Pattern(16, 0xA0);
        var nonce = FrameSamples.Pattern(32, 0x20);
        byte[] expected =
        [
            .. "Rubaru/1 login"u8,
            .. mailbox,
            .. nonce,
            .. new byte[] { 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08 },
            .. "chat.example:8080"u8,
        ];
        var signed = LoginChallenge.ToBeSigned(MailboxId.Read(mailbox), nonce, 0x0102030405060708, "chat.example:8080");
        Assert.Equal(expected, signed);
    }

    private sealed record Alien : Frame;
}
