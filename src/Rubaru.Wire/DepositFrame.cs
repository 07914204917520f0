namespace Rubaru.Wire;

/// <summary>A <see cref="Deposit"/> read in place, for the server's hot path: no field is copied.</summary>
public readonly ref struct DepositFrame
{
    /// <summary>kind(1) || id(16) || capability(32) || class(1) || ttl(4) || H(w)(32), before the envelope.</summary>
    public const int HeaderSize = 1 + DepositId.Size + Limits.CapabilitySize + 1 + 4 + Limits.HashSize;

    internal DepositFrame(scoped ref FrameReader reader)
    {
        Id = reader.DepositId();
        Capability = reader.Span(Limits.CapabilitySize);
        Class = reader.Class();
        TimeToLiveSeconds = reader.UInt32();
        WithdrawHash = reader.Span(Limits.HashSize);
        Envelope = reader.Envelope();
    }

    public DepositId Id { get; }
    public ReadOnlySpan<byte> Capability { get; }
    public DepositClass Class { get; }
    public uint TimeToLiveSeconds { get; }
    public ReadOnlySpan<byte> WithdrawHash { get; }
    public ReadOnlySpan<byte> Envelope { get; }

    /// <returns><c>false</c> for anything that is not exactly one well-formed deposit; never throws.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out DepositFrame deposit)
    {
        deposit = default;
        if (bytes.IsEmpty || bytes[0] != (byte)FrameKind.Deposit)
        {
            return false;
        }
        var reader = new FrameReader(bytes[1..]);
        deposit = new DepositFrame(ref reader);
        return reader.IsComplete;
    }
}
