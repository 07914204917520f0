using System.Formats.Cbor;
using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>The record of a session in the vault: a CBOR map with unsigned keys, version 1.</summary>
public sealed partial class Session
{
    private const uint RecordVersion = 1;

    private enum Field : uint
    {
        Version = 1,
        Id = 2,
        Initiator = 3,
        Responder = 4,

        /// <summary>1 if I am the initiator, else 0.</summary>
        Role = 5,
        Root = 6,
        SentEpoch = 7,
        SentCount = 8,
        PreviousCount = 9,
        SendingKey = 10,
        RatchetSecret = 11,
        Block = 12,
        ReceivedEpoch = 13,
        ReceivedCount = 14,
        ReceivingKey = 15,
        PeerKey = 16,
        PeerIdentityKey = 17,
        Skipped = 18,
    }

    /// <summary>Deterministic CBOR for the vault; the caller wipes the array after sealing.</summary>
    public byte[] ToBytes()
    {
        ThrowIfWiped();
        return WriteRecord();
    }

    /// <summary>Also of a wiped state, for the tests that look at its zeros.</summary>
    internal byte[] WriteRecord()
    {
        var skipped = _skipped.ToBytes();
        // Large enough at once: a writer that grows leaves copies of the keys behind.
        var writer = new CborWriter(CborConformanceMode.Canonical, initialCapacity: 12 * 1024 + skipped.Length);
        writer.WriteStartMap(
            9 + (_sending is null ? 0 : 4) + (_receiving is null ? 0 : 4) + (_peerIdentityKey is null ? 0 : 1)
        );
        Write(writer, Field.Version, RecordVersion);
        Span<byte> name = stackalloc byte[Fingerprint.Size];
        Id.Write(name);
        Write(writer, Field.Id, name[..SessionId.Size]);
        _parties.Initiator.Write(name);
        Write(writer, Field.Initiator, name);
        _parties.Responder.Write(name);
        Write(writer, Field.Responder, name);
        Write(writer, Field.Role, IsInitiator ? 1u : 0u);
        Write(writer, Field.Root, _root.Bytes);
        Write(writer, Field.SentEpoch, SentEpoch);
        Write(writer, Field.SentCount, _sending?.Counter ?? _sent.Count);
        if (_sending is { } sending)
        {
            Write(writer, Field.PreviousCount, sending.PreviousCount);
            Write(writer, Field.SendingKey, sending.Key.Bytes);
            Write(writer, Field.RatchetSecret, sending.RatchetSecret);
            Write(writer, Field.Block, sending.Block);
        }

        if (_receiving is { } receiving)
        {
            Write(writer, Field.ReceivedEpoch, receiving.Epoch);
            Write(writer, Field.ReceivedCount, receiving.Counter);
            Write(writer, Field.ReceivingKey, receiving.Key.Bytes);
            Write(writer, Field.PeerKey, receiving.PeerKey);
        }

        if (_peerIdentityKey is not null)
        {
            Write(writer, Field.PeerIdentityKey, _peerIdentityKey);
        }

        Write(writer, Field.Skipped, skipped);
        writer.WriteEndMap();
        var bytes = writer.Encode();
        writer.Reset(); // clears its buffer
        CryptographicOperations.ZeroMemory(skipped);
        return bytes;
    }

    /// <returns><c>null</c> unless it is a complete record of a state that can be. Never throws; unknown keys are ignored.</returns>
    public static Session? TryRead(ReadOnlySpan<byte> bytes)
    {
        using var record = CborRecord.TryRead(bytes, Limits.MaxSessionRecord);
        if (
            record is null
            || record.Number((uint)Field.Version) != RecordVersion
            || record.Bytes((uint)Field.Id, SessionId.Size) is not { } id
            || record.Bytes((uint)Field.Initiator, Fingerprint.Size) is not { } initiator
            || record.Bytes((uint)Field.Responder, Fingerprint.Size) is not { } responder
            || record.Number((uint)Field.Role) is not (0 or 1)
            || record.Bytes((uint)Field.Root, RootKey.Size) is not { } root
            || record.Number32((uint)Field.SentEpoch) is not { } sentEpoch
            || record.Number32((uint)Field.SentCount) is not { } sentCount
            || record.Bytes((uint)Field.Skipped) is not { } skippedBytes
            || SkippedMessageKeys.TryRead(skippedBytes) is not { } skipped
        )
        {
            return null;
        }

        var parties = new SessionParties(
            SessionId.Read(id),
            Fingerprint.Read(initiator),
            Fingerprint.Read(responder),
            record.Number((uint)Field.Role) == 1
        );
        var session = new Session(parties, new RootKey([.. root]))
        {
            _sending = ReadSending(record, sentEpoch, sentCount),
            _receiving = ReadReceiving(record),
            _skipped = skipped,
            _peerIdentityKey = record.Bytes((uint)Field.PeerIdentityKey, KeySizes.KemPublic)?.ToArray(),
        };
        if (session._sending is null)
        {
            session._sent = (sentEpoch, sentCount);
        }

        if (session.IsPossible())
        {
            return session;
        }

        session.Wipe();
        return null;
    }

    private static SendingChain? ReadSending(CborRecord record, uint epoch, uint count) =>
        record.Number32((uint)Field.PreviousCount) is { } previousCount
        && record.Bytes((uint)Field.SendingKey, ChainKey.Size) is { } key
        && record.Bytes((uint)Field.RatchetSecret, KeySizes.KemSecret) is { } secret
        && record.Bytes((uint)Field.Block, RatchetMessage.BlockLength(RatchetMessage.FlagsOf(epoch))) is { } block
            ? new SendingChain(epoch, count, previousCount, new ChainKey([.. key]), [.. secret], [.. block])
            : null;

    private static ReceivingChain? ReadReceiving(CborRecord record) =>
        record.Number32((uint)Field.ReceivedEpoch) is { } epoch
        && record.Number32((uint)Field.ReceivedCount) is { } count
        && record.Bytes((uint)Field.ReceivingKey, ChainKey.Size) is { } key
        && record.Bytes((uint)Field.PeerKey, KeySizes.KemPublic) is { } peerKey
            ? new ReceivingChain(epoch, count, new ChainKey([.. key]), [.. peerKey])
            : null;

    /// <summary>Epochs alternate, and each side has what its place in the turn order needs.</summary>
    private bool IsPossible()
    {
        var mine = SentEpoch;
        if (_receiving is not { } received)
        {
            return IsInitiator && _sending is not null && mine == 1 && _skipped.Count == 0;
        }

        var peers = received.Epoch;
        return peers > 0
            && !_parties.IsMine(peers)
            && (_sending is null ? (ulong)mine + 1 == peers : mine == (ulong)peers + 1)
            && (_peerIdentityKey is not null) == (!IsInitiator && mine == 0)
            && _skipped.IsBefore(peers, received.Counter);
    }

    private static void Write(CborWriter writer, Field field, uint value)
    {
        writer.WriteUInt32((uint)field);
        writer.WriteUInt32(value);
    }

    private static void Write(CborWriter writer, Field field, ReadOnlySpan<byte> value)
    {
        writer.WriteUInt32((uint)field);
        writer.WriteByteString(value);
    }
}
