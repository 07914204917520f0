using System.Buffers.Binary;
using Rubaru.Client.Files;

namespace Rubaru.Client.Transport;

/// <summary>First byte of the body of a link frame (protocol section 8.1). The numbers are on the wire.</summary>
internal enum LinkFrameType : byte
{
    Ping = 1,
    Pong = 2,

    /// <summary>The receiver has committed these messages.</summary>
    Ack = 3,

    /// <summary>The person types (1) or stopped (0).</summary>
    Typing = 4,

    /// <summary>Own selected candidate type, relay protocol, delivery mode: <see cref="PathAttestation"/>.</summary>
    Attest = 5,
    Bye = 6,

    /// <summary>Credit, pause and the like of a stream of a file: <see cref="FileFrame"/>.</summary>
    File = 7,
}

/// <summary>
/// Body of a link frame: type(1) || message ids(16 each) in an ack, 0 or 1 in a typing, an attestation in an attest, a
/// file frame in a file, nothing in the others.
/// </summary>
internal readonly record struct LinkFrame(
    LinkFrameType Type,
    IReadOnlyList<UInt128> Ids,
    PathAttestation? Attestation = null
)
{
    /// <summary>In a typing frame.</summary>
    internal bool IsTyping { get; init; }

    /// <summary>In a file frame.</summary>
    internal FileFrame? File { get; init; }

    private const int IdSize = 16;

    internal static byte[] Encode(LinkFrameType type) => [(byte)type];

    internal static byte[] EncodeTyping(bool typing) => [(byte)LinkFrameType.Typing, typing ? (byte)1 : (byte)0];

    internal static byte[] EncodeFile(FileFrame frame) => [(byte)LinkFrameType.File, .. frame.ToBytes()];

    internal static byte[] EncodeAck(IReadOnlyList<UInt128> ids, int start, int count)
    {
        var body = new byte[1 + (count * IdSize)];
        body[0] = (byte)LinkFrameType.Ack;
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(body.AsSpan(1 + (i * IdSize)), ids[start + i]);
        }

        return body;
    }

    /// <returns><c>null</c> for what no version of the protocol sends. A type of a newer version is not that.</returns>
    internal static LinkFrame? TryDecode(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || body[0] == 0)
        {
            return null;
        }

        var type = (LinkFrameType)body[0];
        return type switch
        {
            LinkFrameType.Ping or LinkFrameType.Pong or LinkFrameType.Bye => body.Length == 1 ? new(type, []) : null,
            LinkFrameType.Ack => DecodeAck(body[1..]),
            LinkFrameType.Attest => PathAttestation.TryRead(body) is { } said ? new(type, [], said) : null,
            LinkFrameType.Typing => body is [_, 0 or 1] ? new(type, []) { IsTyping = body[1] == 1 } : null,
            LinkFrameType.File => FileFrame.TryRead(body[1..]) is { } file ? new(type, []) { File = file } : null,
            _ => new(type, []),
        };
    }

    private static LinkFrame? DecodeAck(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Length % IdSize != 0 || bytes.Length > LinkLimits.AckIds * IdSize)
        {
            return null;
        }

        var ids = new UInt128[bytes.Length / IdSize];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = BinaryPrimitives.ReadUInt128BigEndian(bytes[(i * IdSize)..]);
        }

        return new(LinkFrameType.Ack, ids);
    }
}
