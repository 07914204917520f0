using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Content;

/// <summary>Content type 6: {1: SID} of a session that its sender can no longer use (protocol section 6, R4 and R5).</summary>
internal static class SessionLostBody
{
    public static byte[] Write(SessionId session)
    {
        var bytes = new byte[SessionId.Size];
        session.Write(bytes);
        return new CborRecord().Add(1, bytes).ToBytes();
    }

    public static SessionId? TryRead(byte[] body) =>
        CborMap.TryRead(body)?.Bytes(1, SessionId.Size) is { } bytes ? SessionId.Read(bytes) : null;
}
