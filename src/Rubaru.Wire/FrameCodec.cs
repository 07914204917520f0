namespace Rubaru.Wire;

/// <summary>
/// The one codec of both sockets: kind(1) || fixed fields, big-endian || at most one trailing variable field whose
/// possible sizes are known. Every frame therefore has a bounded size and is refused when it is cut or extended.
/// </summary>
public static class FrameCodec
{
    /// <exception cref="ArgumentException">A field does not have its size or range.</exception>
    public static byte[] Encode(Frame frame) =>
        frame switch
        {
            Ping f => FrameWriter.Numbered(FrameKind.Ping, f.Number),
            Pong f => FrameWriter.Numbered(FrameKind.Pong, f.Number),
            Refused f => EncodeRefused(f),
            Done f => FrameWriter.Numbered(FrameKind.Done, f.Request),
            PrekeyCount f => FrameWriter.Numbered(FrameKind.PrekeyCount, f.Request),
            _ => MailboxFrameCodec.Encode(frame)
                ?? DepositFrameCodec.Encode(frame)
                ?? throw new ArgumentException("Not a frame of this protocol."),
        };

    /// <returns><c>null</c> for anything that is not exactly one well-formed frame; never throws.</returns>
    public static Frame? TryDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Length > Limits.MaxFrame)
        {
            return null;
        }
        var reader = new FrameReader(bytes[1..]);
        var kind = (FrameKind)bytes[0];
        Frame? frame = kind switch
        {
            FrameKind.Ping => new Ping(reader.UInt32()),
            FrameKind.Pong => new Pong(reader.UInt32()),
            FrameKind.Refused => new Refused(reader.UInt32(), reader.Refusal()),
            FrameKind.Done => new Done(reader.UInt32()),
            FrameKind.PrekeyCount => new PrekeyCount(reader.UInt32()),
            _ => MailboxFrameCodec.Decode(kind, ref reader) ?? DepositFrameCodec.Decode(kind, ref reader),
        };
        return reader.IsComplete ? frame : null;
    }

    private static byte[] EncodeRefused(Refused f)
    {
        var w = new FrameWriter(FrameKind.Refused, 4 + 1);
        w.UInt32(f.Request);
        w.Refusal(f.Reason);
        return w.ToFrame();
    }
}
