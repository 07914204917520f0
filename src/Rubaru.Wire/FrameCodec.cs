namespace Rubaru.Wire;

/// <summary>The one codec of both sockets.</summary>
public static class FrameCodec
{
    public static byte[] Encode(Frame frame) => throw new NotImplementedException();

    /// <returns><c>null</c> for anything that is not exactly one well-formed frame; never throws.</returns>
    public static Frame? TryDecode(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();
}
