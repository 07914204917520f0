using System.Security.Cryptography;
using Xunit;

namespace Rubaru.Wire.Tests;

/// <summary>
/// The bytes of every kind of frame, written out: a change here is a change of the protocol version. Long fields are the
/// pattern b, b+1, ... of <see cref="FrameSamples.Pattern"/>; of frames above 200 bytes the start, size and SHA-256 stand here.
/// </summary>
public sealed class GoldenFrameTests
{
    private static readonly MailboxId Mailbox = MailboxId.Read(FrameSamples.Pattern(16, 0xa0));
    private static readonly DepositId Id = DepositId.Read(FrameSamples.Pattern(16, 0xd0));
    private static readonly byte[] Hash = FrameSamples.Pattern(32, 0x20);
    private static readonly byte[] Key = FrameSamples.Pattern(Limits.SignedKemKeySize, 0x50);

    internal static readonly (Frame Frame, string Golden)[] Frames =
    [
        (new Ping(1), "0100000001"),
        (new Pong(0x01020304), "0201020304"),
        (new Refused(7, Refusal.Version), "030000000702"),
        (new Done(8), "0400000008"),
        (
            new Challenge(Hash, 1_800_000_000),
            "10202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f000000006b49d200"
        ),
        (
            new Login(Mailbox, FrameSamples.Pattern(64, 1)),
            "11a0a1a2a3a4a5a6a7a8a9aaabacadaeaf0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40"
        ),
        (
            new Register(Mailbox, Hash, FrameSamples.Pattern(64, 1)),
            "12a0a1a2a3a4a5a6a7a8a9aaabacadaeaf202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40"
        ),
        (new LoggedIn(21_600, 50, true), "13000054600000003201"),
        (
            new PutCapability(9, Hash, DepositClass.Stored | DepositClass.Transient, 20, 5, 1_800_000_000),
            "1400000009202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f030000001400000005000000006b49d200"
        ),
        (
            new DropCapability(10, Hash, Refusal.CapabilityUsed),
            "150000000a202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f0a"
        ),
        (
            new PutPrekeys(11, FrameSamples.Pattern(1281, 1), FrameSamples.Pattern(100, 2), Key, Key, [Key, Key]),
            "160000000b0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b.. 6522 77320365969f74c8e182cdedef2649b303f69ca8e1e3888c814e2fd33881844d"
        ),
        (new PrekeyCount(12), "170000000c"),
        (new PrekeyCountIs(12, 49), "180000000c00000031"),
        (
            new Delivery(Id, FrameSamples.Pattern(8, 0x70), DepositClass.Stored, FrameSamples.Pattern(4096, 1)),
            "19d0d1d2d3d4d5d6d7d8d9dadbdcdddedf7071727374757677010102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40414243444546.. 4122 255b460db0b8d074709854c49551f65ac4573e057c7767a30b4d0a56006ca3c0"
        ),
        (new Acknowledge(Id), "1ad0d1d2d3d4d5d6d7d8d9dadbdcdddedf"),
        (
            new Deposit(
                Id,
                Hash,
                DepositClass.Transient,
                3_600,
                FrameSamples.Pattern(32, 0x80),
                FrameSamples.Pattern(8192, 1)
            ),
            "20d0d1d2d3d4d5d6d7d8d9dadbdcdddedf202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f0200000e10808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f0102030405060708090a.. 8278 709aec2d080e58a9beb844d4ddc6d04ec0db8f2a4a059d3ec3148aeb1f764305"
        ),
        (
            new Accepted(Id, DepositOutcome.Stored, 1_800_000_000),
            "21d0d1d2d3d4d5d6d7d8d9dadbdcdddedf01000000006b49d200"
        ),
        (
            new DepositRefused(Id, Refusal.StaleMailboxKey, Key),
            "22d0d1d2d3d4d5d6d7d8d9dadbdcdddedf11505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d.. 1302 7aca8d07bb3b350f53eb05f7e6be8d23ce3dee750084c9bb18d963a0220cc2e7"
        ),
        (new FetchBundle(13, Hash), "230000000d202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"),
        (
            new Bundle(14, FrameSamples.Pattern(3950, 3)),
            "240000000e030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d.. 3955 0379f48af4e7d4ebc2846812fef7cb568f14ba2ee8baee621b5690dda926010e"
        ),
        (new FetchMailboxKey(15, Hash), "250000000f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"),
        (
            new MailboxKey(16, Key),
            "2600000010505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aa.. 1289 f5e3dbc66715894a51c2a8ce55391be2531011c534972fc52b091401a55a22bc"
        ),
        (new Presence(17, Hash), "2700000011202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"),
        (new PresenceIs(17, true), "280000001101"),
        (new Knock(18, Hash), "2900000012202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"),
        (new KnockSent(18, KnockOutcome.Pushed), "2a0000001202"),
        (
            new Withdraw(19, Id, FrameSamples.Pattern(16, 0x60)),
            "2b00000013d0d1d2d3d4d5d6d7d8d9dadbdcdddedf606162636465666768696a6b6c6d6e6f"
        ),
        (new WithdrawIs(19, WithdrawOutcome.Delivered), "2c0000001302"),
        (new FetchPushKey(20), "3000000014"),
        (
            new PushKey(20, FrameSamples.Pattern(65, 4)),
            "31000000140405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4041424344"
        ),
        (
            new PutSubscription(21, "https://p.example/1", FrameSamples.Pattern(65, 4), FrameSamples.Pattern(16, 0x90)),
            "32000000150405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f4041424344909192939495969798999a9b9c9d9e9f68747470733a2f2f702e6578616d706c652f31"
        ),
        (new DropSubscription(22), "3300000016"),
        (new TestPush(23), "3400000017"),
        (new PushTested(23, PushOutcome.Refused, 403), "3500000017040193"),
        (new FetchIceServers(24), "3600000018"),
        (
            new IceServers(24, 3_600, [new IceServer("stun:a", "", ""), new IceServer("turn:b", "1:x", "Zg==")]),
            "370000001800000e100200067374756e3a610000000000067475726e3a620003313a7800045a673d3d"
        ),
        (new Knocked(FrameSamples.Pattern(8, 0x70)), "387071727374757677"),
        (new FetchFileLimit(26), "390000001a"),
        (new FileLimitIs(26, 5_242_880), "3a0000001a00500000"),
        (
            new Handover(Mailbox, Hash, FrameSamples.Pattern(64, 1), FrameSamples.Pattern(64, 0x41)),
            "48a0a1a2a3a4a5a6a7a8a9aaabacadaeaf202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f80"
        ),
        (new CheckBundle(25, Hash), "4c00000019202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"),
    ];

    public static TheoryData<string> Kinds => [.. Frames.Select(golden => golden.Frame.GetType().Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Frames_have_their_golden_bytes(string kind)
    {
        var (frame, golden) = Frames.Single(candidate => candidate.Frame.GetType().Name == kind);
        var bytes = FrameCodec.Encode(frame);
        Assert.Equal(golden, Describe(bytes));
        Assert.True(FrameEquality.Same(frame, FrameCodec.TryDecode(bytes)));
    }

    [Fact]
    public void Every_kind_of_frame_has_golden_bytes()
    {
        var named = Frames.Select(golden => golden.Frame.GetType().Name).Order();
        Assert.Equal(Enum.GetNames<FrameKind>().Order(), named);
        var kinds = Frames.Select(golden => (FrameKind)FrameCodec.Encode(golden.Frame)[0]);
        Assert.Equal(Enum.GetValues<FrameKind>().Order(), kinds.Order());
    }

    private static string Describe(byte[] bytes) =>
        bytes.Length <= 200
            ? Convert.ToHexStringLower(bytes)
            : $"{Convert.ToHexStringLower(bytes.AsSpan(0, 96))}.. {bytes.Length} {Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
