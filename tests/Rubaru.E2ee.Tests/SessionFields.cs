using System.Formats.Cbor;

namespace Rubaru.E2ee.Tests;

/// <summary>The byte strings of a session's record by their keys, as SessionRecord numbers them.</summary>
internal static class SessionFields
{
    public const ulong Root = 6;
    public const ulong SendingKey = 10;
    public const ulong RatchetSecret = 11;
    public const ulong ReceivingKey = 15;
    public const ulong Skipped = 18;

    public static byte[] Read(Session session, ulong key)
    {
        var reader = new CborReader(session.ToBytes());
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
}
