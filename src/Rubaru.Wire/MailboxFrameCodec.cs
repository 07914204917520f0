namespace Rubaru.Wire;

/// <summary>Layouts of the frames of <c>/v1/mailbox</c>; encoder and decoder list the same fields in the same order.</summary>
internal static class MailboxFrameCodec
{
    private const int BundleKeys =
        Limits.IdentityPublicSize + Limits.SignedPrekeySize + Limits.SignedKemKeySize + Limits.SignedKemKeySize;

    public static byte[]? Encode(Frame frame) =>
        frame switch
        {
            Challenge f => Encode(f),
            Login f => Encode(f),
            Register f => Encode(f),
            LoggedIn f => Encode(f),
            PutCapability f => Encode(f),
            DropCapability f => Encode(f),
            PutPrekeys f => Encode(f),
            PrekeyCountIs f => Encode(f),
            Delivery f => DeliveryFrame.Encode(f.Deposit, f.Slot, f.Class, f.Envelope),
            Acknowledge f => Encode(f),
            Knocked f => Encode(f),
            _ => PushFrameCodec.Encode(frame)
                ?? IceFrameCodec.Encode(frame)
                ?? FileLimitFrameCodec.Encode(frame)
                ?? HandoverFrameCodec.Encode(frame),
        };

    public static Frame? Decode(FrameKind kind, ref FrameReader r) =>
        kind switch
        {
            FrameKind.Challenge => new Challenge(r.Bytes(Limits.NonceSize), r.UnixSeconds()),
            FrameKind.Login => new Login(r.MailboxId(), r.Bytes(Limits.SignatureSize)),
            FrameKind.Register => new Register(
                r.MailboxId(),
                r.Bytes(Limits.LoginKeySize),
                r.Bytes(Limits.SignatureSize)
            ),
            FrameKind.LoggedIn => new LoggedIn(r.UInt32(), r.UInt32(), r.Boolean()),
            FrameKind.PutCapability => new PutCapability(
                r.UInt32(),
                r.Bytes(Limits.HashSize),
                r.Classes(),
                r.UInt32(),
                r.UInt32(),
                r.UnixSeconds()
            ),
            FrameKind.DropCapability => DecodeDropCapability(ref r),
            FrameKind.PutPrekeys => DecodePutPrekeys(ref r),
            FrameKind.PrekeyCountIs => new PrekeyCountIs(r.UInt32(), r.UInt32()),
            FrameKind.Delivery => new Delivery(
                r.DepositId(),
                r.Bytes(Limits.SlotSize),
                r.Class(),
                r.Envelope().ToArray()
            ),
            FrameKind.Acknowledge => new Acknowledge(r.DepositId()),
            FrameKind.Knocked => new Knocked(r.Bytes(Limits.SlotSize)),
            _ => PushFrameCodec.Decode(kind, ref r)
                ?? IceFrameCodec.Decode(kind, ref r)
                ?? FileLimitFrameCodec.Decode(kind, ref r)
                ?? HandoverFrameCodec.Decode(kind, ref r),
        };

    private static DropCapability DecodeDropCapability(ref FrameReader r)
    {
        var frame = new DropCapability(r.UInt32(), r.Bytes(Limits.HashSize), r.Refusal());
        r.Expect(IsEndState(frame.State));
        return frame;
    }

    private static PutPrekeys DecodePutPrekeys(ref FrameReader r)
    {
        var request = r.UInt32();
        var identity = r.Bytes(Limits.IdentityPublicSize);
        var signed = r.Bytes(Limits.SignedPrekeySize);
        var lastResort = r.Bytes(Limits.SignedKemKeySize);
        var mailboxKey = r.Bytes(Limits.SignedKemKeySize);
        // Counted before anything is allocated: a frame cannot ask for more than it brought.
        var (count, left) = Math.DivRem(r.Remaining, Limits.SignedKemKeySize);
        var oneTime = r.Expect(left == 0 && count <= Limits.OneTimePrekeysPerFrame) ? new byte[count][] : [];
        for (var i = 0; i < oneTime.Length; i++)
        {
            oneTime[i] = r.Bytes(Limits.SignedKemKeySize);
        }
        return new PutPrekeys(request, identity, signed, lastResort, mailboxKey, oneTime);
    }

    private static bool IsEndState(Refusal state) =>
        state is Refusal.CapabilityUsed or Refusal.CapabilityRevoked or Refusal.CapabilityWithdrawn;

    private static byte[] Encode(Challenge f)
    {
        var w = new FrameWriter(FrameKind.Challenge, Limits.NonceSize + 8);
        w.Bytes(f.Nonce, Limits.NonceSize);
        w.UnixSeconds(f.UnixSeconds);
        return w.ToFrame();
    }

    private static byte[] Encode(Login f)
    {
        var w = new FrameWriter(FrameKind.Login, MailboxId.Size + Limits.SignatureSize);
        w.Id(f.Mailbox);
        w.Bytes(f.Signature, Limits.SignatureSize);
        return w.ToFrame();
    }

    private static byte[] Encode(Register f)
    {
        var w = new FrameWriter(FrameKind.Register, MailboxId.Size + Limits.LoginKeySize + Limits.SignatureSize);
        w.Id(f.Mailbox);
        w.Bytes(f.LoginKey, Limits.LoginKeySize);
        w.Bytes(f.Signature, Limits.SignatureSize);
        return w.ToFrame();
    }

    private static byte[] Encode(LoggedIn f)
    {
        var w = new FrameWriter(FrameKind.LoggedIn, 4 + 4 + 1);
        w.UInt32(f.RetentionSeconds);
        w.UInt32(f.OneTimePrekeys);
        w.Boolean(f.Created);
        return w.ToFrame();
    }

    private static byte[] Encode(PutCapability f)
    {
        var w = new FrameWriter(FrameKind.PutCapability, 4 + Limits.HashSize + 1 + 4 + 4 + 8);
        w.UInt32(f.Request);
        w.Bytes(f.CapabilityHash, Limits.HashSize);
        w.Classes(f.Classes);
        w.UInt32(f.Deposits);
        w.UInt32(f.Bundles);
        w.UnixSeconds(f.ExpiresUnixSeconds);
        return w.ToFrame();
    }

    private static byte[] Encode(DropCapability f)
    {
        FrameWriter.Require(IsEndState(f.State), "A capability ends as used, revoked or withdrawn.");
        var w = new FrameWriter(FrameKind.DropCapability, 4 + Limits.HashSize + 1);
        w.UInt32(f.Request);
        w.Bytes(f.CapabilityHash, Limits.HashSize);
        w.Refusal(f.State);
        return w.ToFrame();
    }

    private static byte[] Encode(PutPrekeys f)
    {
        FrameWriter.Require(f.OneTime.Count <= Limits.OneTimePrekeysPerFrame, "Too many one-time prekeys.");
        var w = new FrameWriter(FrameKind.PutPrekeys, 4 + BundleKeys + f.OneTime.Count * Limits.SignedKemKeySize);
        w.UInt32(f.Request);
        w.Bytes(f.IdentityPublic, Limits.IdentityPublicSize);
        w.Bytes(f.SignedPrekey, Limits.SignedPrekeySize);
        w.Bytes(f.LastResort, Limits.SignedKemKeySize);
        w.Bytes(f.MailboxKey, Limits.SignedKemKeySize);
        foreach (var key in f.OneTime)
        {
            w.Bytes(key, Limits.SignedKemKeySize);
        }
        return w.ToFrame();
    }

    private static byte[] Encode(PrekeyCountIs f)
    {
        var w = new FrameWriter(FrameKind.PrekeyCountIs, 4 + 4);
        w.UInt32(f.Request);
        w.UInt32(f.OneTime);
        return w.ToFrame();
    }

    private static byte[] Encode(Acknowledge f)
    {
        var w = new FrameWriter(FrameKind.Acknowledge, DepositId.Size);
        w.Id(f.Deposit);
        return w.ToFrame();
    }

    private static byte[] Encode(Knocked f)
    {
        var w = new FrameWriter(FrameKind.Knocked, Limits.SlotSize);
        w.Bytes(f.Slot, Limits.SlotSize);
        return w.ToFrame();
    }
}
