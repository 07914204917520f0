using System.Formats.Cbor;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>A deposit of which the server may hold a copy.</summary>
/// <param name="Secret">w of protocol section 7.2: whoever knows it may withdraw the copy.</param>
/// <param name="Until">By the server's clock; after it the server has erased the copy.</param>
internal sealed record ServerCopy(DepositId Deposit, byte[] Secret, DateTimeOffset Until)
{
    public static void Write(CborWriter writer, ServerCopy copy)
    {
        writer.WriteStartArray(3);
        writer.WriteByteString(copy.Deposit.ToBytes());
        writer.WriteByteString(copy.Secret);
        writer.WriteInt64(copy.Until.ToUnixTimeMilliseconds());
        writer.WriteEndArray();
    }

    public static ServerCopy Read(CborReader reader)
    {
        reader.ReadStartArray();
        var deposit = DepositId.Read(reader.ReadByteString());
        var secret = reader.ReadByteString();
        var until = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
        reader.ReadEndArray();
        return new ServerCopy(deposit, secret, until);
    }
}
