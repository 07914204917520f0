using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>Where a message stands: unique for ever (protocol section 14).</summary>
public readonly record struct MessagePosition(SessionId Session, uint Epoch, uint Counter);

/// <summary>The result of <see cref="Session.Encrypt"/>: commit <see cref="Next"/> and the bytes in one transaction, then send.</summary>
public sealed record Encrypted(Session Next, byte[] Message, MessagePosition Position);

public enum DecryptOutcome
{
    /// <summary>Next and Content are set: commit both with the dedup row, then acknowledge.</summary>
    Accepted,

    /// <summary>Seen before with the same commitment: acknowledge again, change nothing.</summary>
    Duplicate,

    /// <summary>Its key was never stored, evicted, expired, or the sender rolled back (section 5.6 LOST).</summary>
    Lost,

    /// <summary>Header refused, or commitment or tag wrong: drop. Counts for R4 if the header was plausible.</summary>
    Rejected,

    /// <summary>Section 6 R4 (b): e &gt; e_s + 1, a jump over the limit, or an unknown run.</summary>
    OutOfReach,
}

/// <param name="Content">Unpadded content; set with <see cref="DecryptOutcome.Accepted"/> only.</param>
public sealed record Decrypted(DecryptOutcome Outcome, Session? Next, byte[]? Content);

/// <summary>
/// One ratchet session (protocol section 5). Immutable from outside: every operation works on a copy and returns the
/// next state, which the caller commits before bytes leave or an acknowledgement goes out.
/// </summary>
public sealed class Session
{
    public SessionId Id => throw new NotImplementedException();
    public Fingerprint Me => throw new NotImplementedException();
    public Fingerprint Peer => throw new NotImplementedException();
    public bool IsInitiator => throw new NotImplementedException();

    /// <summary>A message of the peer was decrypted in this session ("confirmed" in section 6).</summary>
    public bool Established => throw new NotImplementedException();

    /// <summary>My messages still carry HS: initiator, not established.</summary>
    public bool InHandshake => IsInitiator && !Established;

    /// <summary>The next Encrypt takes a turn (section 5.2).</summary>
    public bool TurnDue => throw new NotImplementedException();

    /// <summary>Largest content that <see cref="Encrypt"/> accepts, in bytes.</summary>
    public static int MaxContent => throw new NotImplementedException();

    /// <summary>Pads to the smallest bucket and encrypts (sections 5.5, 5.7). Throws when content is too long.</summary>
    public Encrypted Encrypt(ISodium sodium, ReadOnlySpan<byte> content) => throw new NotImplementedException();

    /// <summary>Section 5.6.</summary>
    /// <param name="acceptedCommitment">Commitment of the row received(SID, e, n), if there is one.</param>
    public Decrypted Decrypt(
        ISodium sodium,
        IdentityKeys identity,
        RatchetMessage message,
        ReadOnlySpan<byte> acceptedCommitment,
        DateTimeOffset now
    ) => throw new NotImplementedException();

    /// <summary>Deterministic CBOR for the vault; the caller wipes the array after sealing.</summary>
    public byte[] ToBytes() => throw new NotImplementedException();

    public static Session? TryRead(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();
}
