namespace Rubaru.Wire;

/// <summary>Layouts of the frames of <c>/v1/deposit</c>; encoder and decoder list the same fields in the same order.</summary>
internal static class DepositFrameCodec
{
    public static byte[]? Encode(Frame frame) =>
        frame switch
        {
            Deposit f => Encode(f),
            Accepted f => Encode(f),
            DepositRefused f => Encode(f),
            FetchBundle f => Encode(FrameKind.FetchBundle, f.Request, f.Capability, Limits.CapabilitySize),
            Bundle f => Encode(FrameKind.Bundle, f.Request, f.Bytes, Limits.BundleSize),
            CheckBundle f => Encode(FrameKind.CheckBundle, f.Request, f.Capability, Limits.CapabilitySize),
            FetchMailboxKey f => Encode(FrameKind.FetchMailboxKey, f.Request, f.Capability, Limits.CapabilitySize),
            MailboxKey f => Encode(FrameKind.MailboxKey, f.Request, f.Bytes, Limits.SignedKemKeySize),
            Presence f => Encode(FrameKind.Presence, f.Request, f.Capability, Limits.CapabilitySize),
            PresenceIs f => Encode(f),
            _ => WithdrawFrameCodec.Encode(frame),
        };

    public static Frame? Decode(FrameKind kind, ref FrameReader r) =>
        kind switch
        {
            FrameKind.Deposit => DecodeDeposit(ref r),
            FrameKind.Accepted => DecodeAccepted(ref r),
            FrameKind.DepositRefused => DecodeDepositRefused(ref r),
            FrameKind.FetchBundle => new FetchBundle(r.UInt32(), r.Bytes(Limits.CapabilitySize)),
            FrameKind.Bundle => new Bundle(r.UInt32(), r.Bytes(Limits.BundleSize)),
            FrameKind.CheckBundle => new CheckBundle(r.UInt32(), r.Bytes(Limits.CapabilitySize)),
            FrameKind.FetchMailboxKey => new FetchMailboxKey(r.UInt32(), r.Bytes(Limits.CapabilitySize)),
            FrameKind.MailboxKey => new MailboxKey(r.UInt32(), r.Bytes(Limits.SignedKemKeySize)),
            FrameKind.Presence => new Presence(r.UInt32(), r.Bytes(Limits.CapabilitySize)),
            FrameKind.PresenceIs => new PresenceIs(r.UInt32(), r.Boolean()),
            _ => WithdrawFrameCodec.Decode(kind, ref r),
        };

    private static Deposit DecodeDeposit(ref FrameReader r)
    {
        var deposit = new DepositFrame(ref r);
        return new Deposit(
            deposit.Id,
            deposit.Capability.ToArray(),
            deposit.Class,
            deposit.TimeToLiveSeconds,
            deposit.WithdrawHash.ToArray(),
            deposit.Envelope.ToArray()
        );
    }

    private static Accepted DecodeAccepted(ref FrameReader r)
    {
        var frame = new Accepted(r.DepositId(), (DepositOutcome)r.Byte(), r.UnixSeconds());
        r.Expect(IsOutcome(frame.Outcome));
        return frame;
    }

    private static DepositRefused DecodeDepositRefused(ref FrameReader r)
    {
        var id = r.DepositId();
        var reason = r.Refusal();
        return new DepositRefused(id, reason, r.Bytes(MailboxKeySize(reason)));
    }

    private static int MailboxKeySize(Refusal reason) =>
        reason == Refusal.StaleMailboxKey ? Limits.SignedKemKeySize : 0;

    private static bool IsOutcome(DepositOutcome outcome) =>
        outcome is >= DepositOutcome.Stored and <= DepositOutcome.Routed;

    private static byte[] Encode(Deposit f)
    {
        var w = new FrameWriter(FrameKind.Deposit, DepositFrame.HeaderSize - 1 + f.Envelope.Length);
        w.Id(f.Id);
        w.Bytes(f.Capability, Limits.CapabilitySize);
        w.Class(f.Class);
        w.UInt32(f.TimeToLiveSeconds);
        w.Bytes(f.WithdrawHash, Limits.HashSize);
        w.Envelope(f.Envelope);
        return w.ToFrame();
    }

    private static byte[] Encode(Accepted f)
    {
        FrameWriter.Require(IsOutcome(f.Outcome), "A named outcome.");
        var w = new FrameWriter(FrameKind.Accepted, DepositId.Size + 1 + 8);
        w.Id(f.Id);
        w.Byte((byte)f.Outcome);
        w.UnixSeconds(f.ExpiresUnixSeconds);
        return w.ToFrame();
    }

    private static byte[] Encode(DepositRefused f)
    {
        var w = new FrameWriter(FrameKind.DepositRefused, DepositId.Size + 1 + MailboxKeySize(f.Reason));
        w.Id(f.Id);
        w.Refusal(f.Reason);
        w.Bytes(f.MailboxKey, MailboxKeySize(f.Reason));
        return w.ToFrame();
    }

    private static byte[] Encode(PresenceIs f)
    {
        var w = new FrameWriter(FrameKind.PresenceIs, 4 + 1);
        w.UInt32(f.Request);
        w.Boolean(f.Connected);
        return w.ToFrame();
    }

    private static byte[] Encode(FrameKind kind, uint request, byte[] field, int size)
    {
        var w = new FrameWriter(kind, 4 + size);
        w.UInt32(request);
        w.Bytes(field, size);
        return w.ToFrame();
    }
}
