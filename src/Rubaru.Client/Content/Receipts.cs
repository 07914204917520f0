using System.Buffers.Binary;
using System.Formats.Cbor;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Content;

/// <summary>Kind of a receipt about one message.</summary>
internal enum ReceiptKind : byte
{
    /// <summary>Committed on the receiver's device.</summary>
    Delivered = 1,

    /// <summary>Seen on the receiver's screen.</summary>
    Read = 2,
}

/// <summary>
/// Content type 2: {1: [[message_id, kind]…], 2: [[SID, e, n]…]}. Key 2 asks to encrypt again what stood at a position
/// that cannot be read any more (protocol section 5.6, LOST).
/// </summary>
internal sealed record Receipts(IReadOnlyList<UInt128> Delivered, IReadOnlyList<MessagePosition> Resend)
{
    public IReadOnlyList<UInt128> Read { get; init; } = [];

    public byte[] ToBytes()
    {
        var record = new CborRecord();
        (UInt128, ReceiptKind)[] receipts =
        [
            .. Delivered.Select(id => (id, ReceiptKind.Delivered)),
            .. Read.Select(id => (id, ReceiptKind.Read)),
        ];
        if (receipts.Length > 0)
            record.AddList(1, receipts, WriteReceipt);
        if (Resend.Count > 0)
            record.AddList(2, Resend, WritePosition);
        return record.ToBytes();
    }

    /// <summary>Never throws; unknown kinds are skipped.</summary>
    public static Receipts? TryRead(byte[] body)
    {
        if (CborMap.TryRead(body) is not { } map)
            return null;
        var receipts = map.Has(1) ? map.List(1, Limits.ReceiptEntries, ReadReceipt) : [];
        var resend = map.Has(2) ? map.List(2, Limits.ReceiptEntries, ReadPosition) : [];
        return receipts is null || resend is null
            ? null
            : new Receipts(Of(receipts, ReceiptKind.Delivered), resend) { Read = Of(receipts, ReceiptKind.Read) };
    }

    private static UInt128[] Of(IReadOnlyList<(UInt128 Id, ulong Kind)> receipts, ReceiptKind kind) =>
        [.. receipts.Where(receipt => receipt.Kind == (ulong)kind).Select(receipt => receipt.Id)];

    private static void WriteReceipt(CborWriter writer, (UInt128 Id, ReceiptKind Kind) receipt)
    {
        writer.WriteStartArray(2);
        WriteNumber(writer, receipt.Id);
        writer.WriteUInt32((uint)receipt.Kind);
        writer.WriteEndArray();
    }

    private static (UInt128 Id, ulong Kind) ReadReceipt(CborReader reader)
    {
        Expect(reader.ReadStartArray() == 2);
        var id = ReadNumber(reader);
        var kind = reader.ReadUInt64();
        reader.ReadEndArray();
        return (id, kind);
    }

    private static void WritePosition(CborWriter writer, MessagePosition position)
    {
        writer.WriteStartArray(3);
        WriteNumber(writer, position.Session.Value);
        writer.WriteUInt32(position.Epoch);
        writer.WriteUInt32(position.Counter);
        writer.WriteEndArray();
    }

    private static MessagePosition ReadPosition(CborReader reader)
    {
        Expect(reader.ReadStartArray() == 3);
        var session = new SessionId(ReadNumber(reader));
        var position = new MessagePosition(session, reader.ReadUInt32(), reader.ReadUInt32());
        reader.ReadEndArray();
        return position;
    }

    private static void WriteNumber(CborWriter writer, UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        writer.WriteByteString(bytes);
    }

    private static UInt128 ReadNumber(CborReader reader)
    {
        var bytes = reader.ReadByteString();
        Expect(bytes.Length == 16);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static void Expect(bool condition)
    {
        if (!condition)
            throw new CborContentException("unexpected size");
    }
}
