namespace Rubaru.Wire;

/// <summary>
/// Layouts of the frames about STUN and TURN: the list is count(1), then each text with its length(2) before it. It is the
/// frame's one trailing variable field.
/// </summary>
internal static class IceFrameCodec
{
    public static byte[]? Encode(Frame frame) =>
        frame switch
        {
            FetchIceServers f => FrameWriter.Numbered(FrameKind.FetchIceServers, f.Request),
            IceServers f => Encode(f),
            _ => null,
        };

    public static Frame? Decode(FrameKind kind, ref FrameReader r) =>
        kind switch
        {
            FrameKind.FetchIceServers => new FetchIceServers(r.UInt32()),
            FrameKind.IceServers => DecodeIceServers(ref r),
            _ => null,
        };

    private static IceServers DecodeIceServers(ref FrameReader r)
    {
        var request = r.UInt32();
        var lifetime = r.UInt32();
        var count = r.Byte();
        var servers = r.Expect(count <= Limits.MaxIceServers) ? new IceServer[count] : [];
        for (var i = 0; i < servers.Length; i++)
        {
            servers[i] = new IceServer(
                r.Ascii(r.UInt16(), 1, Limits.MaxIceUrl),
                r.Ascii(r.UInt16(), 0, Limits.MaxIceSecret),
                r.Ascii(r.UInt16(), 0, Limits.MaxIceSecret)
            );
        }
        return new IceServers(request, lifetime, servers);
    }

    private static byte[] Encode(IceServers f)
    {
        FrameWriter.Require(f.Servers.Count <= Limits.MaxIceServers, "Too many servers.");
        var texts = f.Servers.Sum(server => 6 + server.Url.Length + server.Username.Length + server.Credential.Length);
        var w = new FrameWriter(FrameKind.IceServers, 4 + 4 + 1 + texts);
        w.UInt32(f.Request);
        w.UInt32(f.LifetimeSeconds);
        w.Byte((byte)f.Servers.Count);
        foreach (var server in f.Servers)
        {
            Text(ref w, server.Url, 1, Limits.MaxIceUrl);
            Text(ref w, server.Username, 0, Limits.MaxIceSecret);
            Text(ref w, server.Credential, 0, Limits.MaxIceSecret);
        }
        return w.ToFrame();
    }

    private static void Text(ref FrameWriter w, string value, int least, int most)
    {
        FrameWriter.Require(value.Length <= most, "A text of a frame is too long.");
        w.UInt16((ushort)value.Length);
        w.Ascii(value, least, most);
    }
}
