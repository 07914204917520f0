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
        var key = new byte[1 + 4 + 16];
        key[0] = (byte)'e';
        BinaryPrimitives.WriteUInt32BigEndian(key.AsSpan(1), mailboxKey);
        hash[..16].CopyTo(key.AsSpan(5));
        return key;
    }

    /// <summary>An invite link that contacts sent in chats, by its invite_id.</summary>
    public static byte[] Link(Records records, ulong invite)
    {
        Span<byte> id = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(id, invite);
        return [(byte)'l', .. records.Name("link"u8, id)];
    }

    /// <summary>th of an accepted last-resort handshake (section 4).</summary>
    public static byte[] LastResort(uint lastResortKey, ReadOnlySpan<byte> transcriptHash)
    {
        var key = new byte[1 + 4 + 32];
        key[0] = (byte)'t';
        BinaryPrimitives.WriteUInt32BigEndian(key.AsSpan(1), lastResortKey);
        transcriptHash.CopyTo(key.AsSpan(5));
        return key;
    }
}
