using System.Buffers.Binary;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

[Flags]
internal enum MessageFlags : byte
{
    None = 0,

    /// <summary>HS: the handshake header is present, exactly in epoch 1.</summary>
    Handshake = 1,

    /// <summary>IA: ctA is present, exactly in epoch 2.</summary>
    IdentityAuthentication = 2,

    /// <summary>MIX: run_id is present (section 9); never together with the other two.</summary>
    Mix = 4,
}

/// <summary>The parsed header of a ratchet message; offsets as in protocol section 5.4. Immutable.</summary>
public sealed class RatchetMessage
{
    internal const int RandomSize = 16;
    internal const int CommitmentSize = 32;

    /// <summary>Where pk begins; everything before has the same place in every message.</summary>
    internal const int BlockOffset = RandomOffset + RandomSize;

    /// <summary>pk || ct || ctA, or pk || ct || run_id which is shorter.</summary>
    internal const int MaxTurnBlock = KeySizes.KemPublic + 2 * KeySizes.KemCiphertext;

    private const byte Version = 0x01;
    private const int SessionOffset = 2;
    private const int EpochOffset = 18;
    private const int CounterOffset = 22;
    private const int PreviousCountOffset = 26;
    private const int RandomOffset = 30;
    private const int RunIdSize = 16;

    private readonly int _blockLength;

    private RatchetMessage(byte[] bytes, int blockLength, HandshakeHeader? handshake)
    {
        Bytes = bytes;
        _blockLength = blockLength;
        Handshake = handshake;
    }

    /// <summary>The whole message as it travels; not to be changed.</summary>
    public byte[] Bytes { get; }
    public SessionId Session => SessionId.Read(Bytes.AsSpan(SessionOffset));
    public uint Epoch => BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(EpochOffset));
    public uint Counter => BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(CounterOffset));
    public uint PreviousCount => BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(PreviousCountOffset));
    public ReadOnlySpan<byte> Commitment => Bytes.AsSpan(BlockOffset + _blockLength, CommitmentSize);

    /// <summary>Present exactly in epoch 1.</summary>
    public HandshakeHeader? Handshake { get; }

    internal MessageFlags Flags => (MessageFlags)Bytes[1];
    internal ReadOnlySpan<byte> Random => RandomOf(Bytes);

    /// <summary>pk || HS, or pk || ct || ctA || run_id: what is the same in all messages of an epoch.</summary>
    internal ReadOnlySpan<byte> Block => Bytes.AsSpan(BlockOffset, _blockLength);
    internal ReadOnlySpan<byte> RatchetKey => Block[..KeySizes.KemPublic];
    internal ReadOnlySpan<byte> HandshakeBytes => Block[KeySizes.KemPublic..];
    internal ReadOnlySpan<byte> Ciphertext => Block.Slice(KeySizes.KemPublic, KeySizes.KemCiphertext);
    internal ReadOnlySpan<byte> IdentityCiphertext =>
        Block.Slice(KeySizes.KemPublic + KeySizes.KemCiphertext, KeySizes.KemCiphertext);

    /// <summary>All bytes before the commitment.</summary>
    internal ReadOnlySpan<byte> Header => Bytes.AsSpan(0, BlockOffset + _blockLength);
    internal ReadOnlySpan<byte> Sealed => Bytes.AsSpan(BlockOffset + _blockLength + CommitmentSize);

    /// <summary>
    /// Rejects a length that is not one of the padding sizes, a wrong version, unknown flags, e == 0, flags that do not fit
    /// the epoch, and an unreadable HS. Never throws.
    /// </summary>
    public static RatchetMessage? TryRead(ReadOnlyMemory<byte> bytes)
    {
        var message = bytes.Span;
        if (!Padding.MessageSizes.Contains(message.Length) || message[0] != Version)
        {
            return null;
        }

        var flags = (MessageFlags)message[1];
        var epoch = BinaryPrimitives.ReadUInt32BigEndian(message[EpochOffset..]);
        if (epoch == 0 || !Fits(flags, epoch) || message.Length <= Overhead(flags))
        {
            return null;
        }

        HandshakeHeader? handshake = null;
        if (flags.HasFlag(MessageFlags.Handshake))
        {
            handshake = HandshakeHeader.TryRead(message.Slice(BlockOffset + KeySizes.KemPublic, HandshakeHeader.Size));
            if (handshake is null)
            {
                return null;
            }
        }

        return new RatchetMessage(bytes.ToArray(), BlockLength(flags), handshake);
    }

    /// <summary>Bytes of a message that are not padded content: 2430, 3550 (IA), 4880 (HS) or 2446 (MIX).</summary>
    internal static int Overhead(MessageFlags flags) =>
        BlockOffset + BlockLength(flags) + CommitmentSize + KeySizes.AeadTag;

    /// <summary>Flags of an epoch without MIX.</summary>
    internal static MessageFlags FlagsOf(uint epoch) =>
        epoch switch
        {
            1 => MessageFlags.Handshake,
            2 => MessageFlags.IdentityAuthentication,
            _ => MessageFlags.None,
        };

    internal static int BlockLength(MessageFlags flags) =>
        KeySizes.KemPublic
        + (flags.HasFlag(MessageFlags.Handshake) ? HandshakeHeader.Size : KeySizes.KemCiphertext)
        + (flags.HasFlag(MessageFlags.IdentityAuthentication) ? KeySizes.KemCiphertext : 0)
        + (flags.HasFlag(MessageFlags.Mix) ? RunIdSize : 0);

    internal static ReadOnlySpan<byte> RandomOf(ReadOnlySpan<byte> message) => message.Slice(RandomOffset, RandomSize);

    /// <summary>Writes everything before the block; r is drawn here, fresh for every message.</summary>
    internal static void WriteHead(
        ISodium sodium,
        Span<byte> message,
        MessageFlags flags,
        SessionId session,
        uint epoch,
        uint counter,
        uint previousCount
    )
    {
        new Concatenation(message)
            .Add(Version)
            .Add((byte)flags)
            .Add(session)
            .Add(epoch)
            .Add(counter)
            .Add(previousCount);
        sodium.Random(message.Slice(RandomOffset, RandomSize));
    }

    private static bool Fits(MessageFlags flags, uint epoch) =>
        flags == FlagsOf(epoch) || (epoch > 2 && flags == MessageFlags.Mix);
}
