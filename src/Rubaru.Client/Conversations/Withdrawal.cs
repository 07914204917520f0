using System.Buffers.Binary;
using Rubaru.Client.Storage;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>A copy at the server that must go; stored, so that a restart or an unreachable server does not forget it.</summary>
/// <param name="OnLink">The message was put on a link too: that the server has no copy does not prove that it is nowhere.</param>
/// <param name="TooLate">
/// When the server said that the receiver's device took it before. The receipt should follow; if it does not, the bubble
/// says that nobody knows.
/// </param>
internal sealed record Withdrawal(ServerCopy Copy, UInt128 MessageId, bool OnLink, DateTimeOffset? TooLate)
{
    /// <summary>What it means that no copy is left.</summary>
    public static MessageEvent Done(bool onLink) =>
        onLink ? MessageEventKind.WithdrawnAfterLink : MessageEventKind.Withdrawn;

    public byte[] ToBytes()
    {
        var id = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, MessageId);
        return new CborRecord()
            .Add(1, Copy.Deposit.ToBytes())
            .Add(2, Copy.Secret)
            .Add(3, (DateTimeOffset?)Copy.Until)
            .Add(4, id)
            .Add(5, OnLink)
            .Add(6, TooLate)
            .ToBytes();
    }

    public static Withdrawal Read(CborMap map) =>
        map.Bytes(1, DepositId.Size) is { } deposit
        && map.Bytes(2, Wire.Limits.WithdrawSecretSize) is { } secret
        && map.Time(3) is { } until
        && map.Bytes(4, 16) is { } id
            ? new Withdrawal(
                new ServerCopy(DepositId.Read(deposit), secret, until),
                BinaryPrimitives.ReadUInt128BigEndian(id),
                map.Flag(5),
                map.Time(6)
            )
            : throw new VaultException("A withdrawal record cannot be read.");
}
