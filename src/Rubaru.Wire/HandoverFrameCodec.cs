namespace Rubaru.Wire;

/// <summary>Layout of the frame that moves a mailbox to another login key.</summary>
internal static class HandoverFrameCodec
{
    public static byte[]? Encode(Frame frame)
    {
        if (frame is not Handover f)
        {
            return null;
        }
        var w = new FrameWriter(
            FrameKind.Handover,
            MailboxId.Size + Limits.LoginKeySize + Limits.SignatureSize + Limits.SignatureSize
        );
        w.Id(f.Mailbox);
        w.Bytes(f.LoginKey, Limits.LoginKeySize);
        w.Bytes(f.OldSignature, Limits.SignatureSize);
        w.Bytes(f.NewSignature, Limits.SignatureSize);
        return w.ToFrame();
    }

    public static Frame? Decode(FrameKind kind, ref FrameReader r) =>
        kind == FrameKind.Handover
            ? new Handover(
                r.MailboxId(),
                r.Bytes(Limits.LoginKeySize),
                r.Bytes(Limits.SignatureSize),
                r.Bytes(Limits.SignatureSize)
            )
            : null;
}
