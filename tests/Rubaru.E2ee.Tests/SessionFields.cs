using System.Formats.Cbor;

namespace Rubaru.E2ee.Tests;

/// <summary>The byte strings of a session's record by their keys, as SessionRecord numbers them.</summary>
internal static class SessionFields
{
    public const ulong Id = 2;
    public const ulong Initiator = 3;
    public const ulong Root = 6;
    public const ulong SentCount = 8;
    public const ulong PreviousCount = 9;
    public const ulong SendingKey = 10;
    public const ulong RatchetSecret = 11;
    public const ulong ReceivingKey = 15;
    public const ulong Skipped = 18;

    public static byte[] Read(Session session, ulong key)
    {
        var reader = new CborReader(session.WriteRecord());
        var entries = reader.ReadStartMap()!.Value;
        for (var i = 0; i < entries; i++)
        {
            if (reader.ReadUInt64() == key)
            {
                return reader.ReadByteString();
            }

            reader.SkipValue();
        }

        throw new InvalidOperationException("No such key.");
    }

    /// <summary>The state of a peer that does not keep to the rules: one field changed.</summary>
    public static Session With(Session session, ulong key, byte[] value) =>
        With(session, key, writer => writer.WriteByteString(value));

    public static Session With(Session session, ulong key, uint value) =>
        With(session, key, writer => writer.WriteUInt32(value));

    private static Session With(Session session, ulong key, Action<CborWriter> value)
    {
        var reader = new CborReader(session.ToBytes());
        var writer = new CborWriter(CborConformanceMode.Canonical);
        var entries = reader.ReadStartMap()!.Value;
        writer.WriteStartMap(entries);
        for (var i = 0; i < entries; i++)
        {
            var at = reader.ReadUInt64();
            var old = reader.ReadEncodedValue();
            writer.WriteUInt64(at);
            if (at == key)
            {
                value(writer);
            }
            else
            {
                writer.WriteEncodedValue(old.Span);
            }
        }

        writer.WriteEndMap();
        return Session.TryRead(writer.Encode())!;
    }
}
