using System.Buffers.Binary;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Keys of the de-duplication table. Rows of a contact begin with its opaque name, so that they go with it; rows of a
/// session go with the session; envelope rows with their mailbox key.
/// </summary>
internal static class Seen
{
    /// <summary>(peer, message_id) is unique across both paths and all sessions.</summary>
    public static byte[] Message(Records records, byte[] contact, UInt128 messageId)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, messageId);
        return [.. contact, (byte)'m', .. records.Name("message"u8, [.. contact, .. id])];
    }

    /// <summary>The place of a message of mine, for what is said about it later.</summary>
    public static byte[] Own(Records records, byte[] contact, UInt128 messageId)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, messageId);
        return [.. contact, (byte)'o', .. records.Name("own"u8, [.. contact, .. id])];
    }

    /// <summary>received(SID, e, n) of protocol section 5.6.</summary>
    public static byte[] Position(Records records, byte[] contact, MessagePosition position)
    {
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(place, position.Epoch);
        BinaryPrimitives.WriteUInt32BigEndian(place[4..], position.Counter);
        return [.. Session(records, contact, position.Session), .. place];
    }

    public static byte[] Session(Records records, byte[] contact, SessionId session)
    {
        var id = new byte[SessionId.Size];
        session.Write(id);
        return [.. contact, (byte)'r', .. records.Name("session"u8, id)];
    }

    /// <summary>The first 16 bytes of H(env) of an opened envelope (section 7.1).</summary>
    public static byte[] Envelope(uint mailboxKey, ReadOnlySpan<byte> hash)
    {
        return [.. Envelopes(mailboxKey), .. hash[..16]];
    }

    /// <summary>An invite link that contacts sent in chats, by its invite_id.</summary>
    public static byte[] Link(Records records, ulong invite)
    {
        Span<byte> id = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(id, invite);
        return [.. Links, .. records.Name("link"u8, id)];
    }

    /// <summary>What the rows of links begin with.</summary>
    public static byte[] Links => [(byte)'l'];

    /// <summary>All envelopes that were sealed to this mailbox key.</summary>
    public static byte[] Envelopes(uint mailboxKey) => Of('e', mailboxKey);

    /// <summary>th of an accepted last-resort handshake (section 4).</summary>
    public static byte[] LastResort(uint lastResortKey, ReadOnlySpan<byte> transcriptHash)
    {
        return [.. LastResorts(lastResortKey), .. transcriptHash];
    }

    /// <summary>Every handshake with this last-resort key.</summary>
    public static byte[] LastResorts(uint lastResortKey) => Of('t', lastResortKey);

    private static byte[] Of(char kind, uint prekey)
    {
        var key = new byte[1 + 4];
        key[0] = (byte)kind;
        BinaryPrimitives.WriteUInt32BigEndian(key.AsSpan(1), prekey);
        return key;
    }
}
