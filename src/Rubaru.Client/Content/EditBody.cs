using System.Text;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Content;

/// <summary>Content type 13: {1: message_id of the sender's own message, 2: its text from now on}. The highest seq counts.</summary>
internal sealed record EditBody(UInt128 Message, string Text)
{
    /// <summary>No text: what is printed may be logged.</summary>
    public override string ToString() => nameof(EditBody);

    public byte[] ToBytes() => new CborRecord().Add(1, MessageIds.Bytes(Message)).Add(2, Text).ToBytes();

    /// <summary>Never throws.</summary>
    public static EditBody? TryRead(byte[] body) =>
        CborMap.TryRead(body) is { } map
        && map.Bytes(1, 16) is { } id
        && map.Text(2, ChatClient.MaxTextBytes) is { Length: > 0 } text
        && Encoding.UTF8.GetByteCount(text) <= ChatClient.MaxTextBytes
            ? new EditBody(MessageIds.Read(id), text)
            : null;
}
