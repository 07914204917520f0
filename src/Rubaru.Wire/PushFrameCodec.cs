namespace Rubaru.Wire;

/// <summary>Layouts of the push frames of <c>/v1/mailbox</c>; encoder and decoder list the same fields in the same order.</summary>
internal static class PushFrameCodec
{
    public static byte[]? Encode(Frame frame) =>
        frame switch
        {
            FetchPushKey f => FrameWriter.Numbered(FrameKind.FetchPushKey, f.Request),
            PushKey f => Encode(f),
            PutSubscription f => Encode(f),
            DropSubscription f => FrameWriter.Numbered(FrameKind.DropSubscription, f.Request),
            TestPush f => FrameWriter.Numbered(FrameKind.TestPush, f.Request),
            PushTested f => Encode(f),
            _ => null,
        };

    public static Frame? Decode(FrameKind kind, ref FrameReader r) =>
        kind switch
        {
            FrameKind.FetchPushKey => new FetchPushKey(r.UInt32()),
            FrameKind.PushKey => DecodePushKey(ref r),
            FrameKind.PutSubscription => DecodePutSubscription(ref r),
            FrameKind.DropSubscription => new DropSubscription(r.UInt32()),
            FrameKind.TestPush => new TestPush(r.UInt32()),
            FrameKind.PushTested => DecodePushTested(ref r),
            _ => null,
        };

    private static PushKey DecodePushKey(ref FrameReader r)
    {
        var request = r.UInt32();
        return new PushKey(request, r.Bytes(r.Remaining == 0 ? 0 : Limits.PushKeySize));
    }

    private static PutSubscription DecodePutSubscription(ref FrameReader r)
    {
        var request = r.UInt32();
        var key = r.Bytes(Limits.PushKeySize);
        var secret = r.Bytes(Limits.PushSecretSize);
        return new PutSubscription(request, r.Ascii(r.Remaining, 1, Limits.MaxPushEndpoint), key, secret);
    }

    private static PushTested DecodePushTested(ref FrameReader r)
    {
        var frame = new PushTested(r.UInt32(), (PushOutcome)r.Byte(), r.UInt16());
        r.Expect(IsOutcome(frame.Outcome));
        return frame;
    }

    private static bool IsOutcome(PushOutcome outcome) => outcome is >= PushOutcome.Sent and <= PushOutcome.Off;

    private static byte[] Encode(PushKey f)
    {
        var size = f.PublicKey.Length == 0 ? 0 : Limits.PushKeySize;
        var w = new FrameWriter(FrameKind.PushKey, 4 + size);
        w.UInt32(f.Request);
        w.Bytes(f.PublicKey, size);
        return w.ToFrame();
    }

    private static byte[] Encode(PutSubscription f)
    {
        var size = 4 + Limits.PushKeySize + Limits.PushSecretSize + f.Endpoint.Length;
        var w = new FrameWriter(FrameKind.PutSubscription, size);
        w.UInt32(f.Request);
        w.Bytes(f.PublicKey, Limits.PushKeySize);
        w.Bytes(f.Secret, Limits.PushSecretSize);
        w.Ascii(f.Endpoint, 1, Limits.MaxPushEndpoint);
        return w.ToFrame();
    }

    private static byte[] Encode(PushTested f)
    {
        FrameWriter.Require(IsOutcome(f.Outcome), "A named outcome.");
        var w = new FrameWriter(FrameKind.PushTested, 4 + 1 + 2);
        w.UInt32(f.Request);
        w.Byte((byte)f.Outcome);
        w.UInt16(f.Status);
        return w.ToFrame();
    }
}
