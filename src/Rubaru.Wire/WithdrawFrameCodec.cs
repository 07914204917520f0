namespace Rubaru.Wire;

/// <summary>Layouts of withdraw and knock; encoder and decoder list the same fields in the same order.</summary>
internal static class WithdrawFrameCodec
{
    public static byte[]? Encode(Frame frame) =>
        frame switch
        {
            Knock f => Encode(f),
            KnockSent f => Encode(FrameKind.KnockSent, f.Request, (byte)f.Outcome, (byte)KnockOutcome.NotReachable),
            Withdraw f => Encode(f),
            WithdrawIs f => Encode(FrameKind.WithdrawIs, f.Request, (byte)f.Outcome, (byte)WithdrawOutcome.Unknown),
            _ => null,
        };

    public static Frame? Decode(FrameKind kind, ref FrameReader r) =>
        kind switch
        {
            FrameKind.Knock => new Knock(r.UInt32(), r.Bytes(Limits.CapabilitySize)),
            FrameKind.KnockSent => new KnockSent(
                r.UInt32(),
                (KnockOutcome)Outcome(ref r, (byte)KnockOutcome.NotReachable)
            ),
            FrameKind.Withdraw => new Withdraw(r.UInt32(), r.DepositId(), r.Bytes(Limits.WithdrawSecretSize)),
            FrameKind.WithdrawIs => new WithdrawIs(
                r.UInt32(),
                (WithdrawOutcome)Outcome(ref r, (byte)WithdrawOutcome.Unknown)
            ),
            _ => null,
        };

    private static byte Outcome(ref FrameReader r, byte last)
    {
        var outcome = r.Byte();
        r.Expect(outcome >= 1 && outcome <= last);
        return outcome;
    }

    private static byte[] Encode(FrameKind kind, uint request, byte outcome, byte last)
    {
        FrameWriter.Require(outcome >= 1 && outcome <= last, "A named outcome.");
        var w = new FrameWriter(kind, 4 + 1);
        w.UInt32(request);
        w.Byte(outcome);
        return w.ToFrame();
    }

    private static byte[] Encode(Knock f)
    {
        var w = new FrameWriter(FrameKind.Knock, 4 + Limits.CapabilitySize);
        w.UInt32(f.Request);
        w.Bytes(f.Capability, Limits.CapabilitySize);
        return w.ToFrame();
    }

    private static byte[] Encode(Withdraw f)
    {
        var w = new FrameWriter(FrameKind.Withdraw, 4 + DepositId.Size + Limits.WithdrawSecretSize);
        w.UInt32(f.Request);
        w.Id(f.Id);
        w.Bytes(f.Secret, Limits.WithdrawSecretSize);
        return w.ToFrame();
    }
}
