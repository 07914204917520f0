namespace Rubaru.E2ee;

/// <summary>HS of section 4: what the first messages of an initiator carry.</summary>
public sealed record HandshakeHeader(
    IdentityPublic Identity,
    uint SignedPrekeyId,
    PrekeyType KemType,
    uint KemId,
    ulong InviteId
);

/// <summary>The parsed header of a ratchet message; offsets as in protocol section 5.4.</summary>
public sealed class RatchetMessage
{
    public byte[] Bytes => throw new NotImplementedException();
    public SessionId Session => throw new NotImplementedException();
    public uint Epoch => throw new NotImplementedException();
    public uint Counter => throw new NotImplementedException();
    public uint PreviousCount => throw new NotImplementedException();
    public ReadOnlySpan<byte> Commitment => throw new NotImplementedException();

    /// <summary>Present exactly in epoch 1.</summary>
    public HandshakeHeader? Handshake => throw new NotImplementedException();

    /// <summary>Rejects wrong length, version, unknown flags, e == 0, and flags that do not fit the epoch. Never throws.</summary>
    public static RatchetMessage? TryRead(ReadOnlyMemory<byte> bytes) => throw new NotImplementedException();
}
