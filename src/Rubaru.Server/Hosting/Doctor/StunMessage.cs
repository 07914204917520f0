using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

namespace Rubaru.Server.Hosting.Doctor;

/// <summary>A STUN message (RFC 8489 section 5): 20 bytes of header, then attributes of type, length, value and padding.</summary>
internal sealed class StunMessage
{
    internal const ushort Allocate = 0x0003;
    internal const ushort CreatePermission = 0x0008;
    internal const int HeaderSize = 20;
    private const uint Cookie = 0x2112_A442;
    private const ushort MessageIntegrity = 0x0008;
    private const ushort ErrorCode = 0x0009;
    private const ushort SuccessBits = 0x0100;
    private readonly List<(ushort Type, byte[] Value)> _attributes = [];

    internal StunMessage(ushort type, byte[] transaction) => (Type, Transaction) = (type, transaction);

    internal ushort Type { get; }

    /// <summary>12 bytes.</summary>
    internal byte[] Transaction { get; }

    internal bool IsSuccess => (Type & 0x0110) == SuccessBits;

    /// <summary>401, 403, 486 and so on; 0 where there is none.</summary>
    internal int Error => Find(ErrorCode) is [_, _, var hundreds, var rest, ..] ? ((hundreds & 7) * 100) + rest : 0;

    internal byte[]? Find(ushort type) => _attributes.Find(attribute => attribute.Type == type).Value;

    internal StunMessage Add(ushort type, ReadOnlySpan<byte> value)
    {
        _attributes.Add((type, value.ToArray()));
        return this;
    }

    /// <summary>XOR-PEER-ADDRESS and its like (section 14.2); the port is 9, which nobody minds.</summary>
    internal StunMessage AddAddress(ushort type, IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        Span<byte> mask = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(mask, Cookie);
        Transaction.CopyTo(mask[4..]);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= mask[i];
        }

        return Add(type, [0, (byte)(bytes.Length == 4 ? 1 : 2), mask[0], (byte)(mask[1] ^ 9), .. bytes]);
    }

    /// <param name="key">MD5 of user, realm and password (section 9.2.2); <c>null</c>: without MESSAGE-INTEGRITY.</param>
    internal byte[] ToBytes(byte[]? key)
    {
        var bytes = new List<byte>(HeaderSize + 256);
        bytes.AddRange(new byte[HeaderSize]);
        foreach (var (type, value) in _attributes)
        {
            Append(bytes, type, value);
        }

        if (key is not null)
        {
            // The length counts the attribute that is being made, and the hash covers everything before it.
            var covered = Finish(bytes, bytes.Count + 24);
#pragma warning disable CA5350 // RFC 8489 says SHA-1 here; it protects no content.
            Append(bytes, MessageIntegrity, HMACSHA1.HashData(key, covered));
#pragma warning restore CA5350
        }

        return Finish(bytes, bytes.Count);
    }

    /// <returns><c>null</c> unless the bytes are one whole message.</returns>
    internal static StunMessage? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (
            bytes.Length < HeaderSize
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) != Cookie
            || BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) != bytes.Length - HeaderSize
        )
        {
            return null;
        }

        var message = new StunMessage(BinaryPrimitives.ReadUInt16BigEndian(bytes), bytes[8..HeaderSize].ToArray());
        var rest = bytes[HeaderSize..];
        while (rest.Length >= 4)
        {
            var size = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            var padded = (size + 3) & ~3;
            if (rest.Length < 4 + padded)
            {
                return null;
            }

            message.Add(BinaryPrimitives.ReadUInt16BigEndian(rest), rest.Slice(4, size));
            rest = rest[(4 + padded)..];
        }

        return message;
    }

    private static void Append(List<byte> bytes, ushort type, byte[] value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(head, type);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)value.Length);
        bytes.AddRange(head);
        bytes.AddRange(value);
        bytes.AddRange(new byte[-value.Length & 3]);
    }

    private byte[] Finish(List<byte> bytes, int size)
    {
        var message = bytes.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(message, Type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)(size - HeaderSize));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), Cookie);
        Transaction.CopyTo(message, 8);
        return message;
    }
}
