namespace Rubaru.E2ee;

/// <summary>Where a message stands: unique for ever (protocol section 14).</summary>
public readonly record struct MessagePosition(SessionId Session, uint Epoch, uint Counter);

/// <summary>The result of <see cref="Session.Encrypt"/>: commit <see cref="Next"/> and the bytes in one transaction, then send.</summary>
public sealed record Encrypted(Session Next, byte[] Message, MessagePosition Position);
