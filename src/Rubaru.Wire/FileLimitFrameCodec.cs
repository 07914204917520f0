namespace Rubaru.Wire;

/// <summary>Layouts of the frames about the size of files that may wait at the server.</summary>
internal static class FileLimitFrameCodec
{
    public static byte[]? Encode(Frame frame) =>
        frame switch
        {
            FetchFileLimit f => FrameWriter.Numbered(FrameKind.FetchFileLimit, f.Request),
            FileLimitIs f => Encode(f),
            _ => null,
        };

    public static Frame? Decode(FrameKind kind, ref FrameReader r) =>
        kind switch
        {
            FrameKind.FetchFileLimit => new FetchFileLimit(r.UInt32()),
            FrameKind.FileLimitIs => new FileLimitIs(r.UInt32(), r.UInt32()),
            _ => null,
        };

    private static byte[] Encode(FileLimitIs f)
    {
        var w = new FrameWriter(FrameKind.FileLimitIs, 4 + 4);
        w.UInt32(f.Request);
        w.UInt32(f.Bytes);
        return w.ToFrame();
    }
}
