using Rubaru.Client.Storage;

namespace Rubaru.Client.Content;

/// <summary>Content type 11: {1: message_id of the sender's own message}, which it asks to delete.</summary>
internal static class DeletionBody
{
    public static byte[] Write(UInt128 message) => new CborRecord().Add(1, MessageIds.Bytes(message)).ToBytes();

    /// <summary>Never throws.</summary>
    public static UInt128? TryRead(byte[] body) =>
        CborMap.TryRead(body)?.Bytes(1, 16) is { } id ? MessageIds.Read(id) : null;
}
