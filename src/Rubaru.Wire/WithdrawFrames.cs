namespace Rubaru.Wire;

/// <summary>
/// Client to server on <c>/v1/deposit</c>: take a deposit back that its receiver has not acknowledged (protocol section 7.2).
/// It works without the capability, which may be withdrawn or revoked by then.
/// </summary>
/// <param name="Secret">w, 16 bytes; the deposit carried H(w).</param>
public sealed record Withdraw(uint Request, DepositId Id, byte[] Secret) : Frame;

public enum WithdrawOutcome : byte
{
    /// <summary>Nothing of it can be read here any more, committed and flushed, and the receiver had not acknowledged it.</summary>
    Withdrawn = 1,

    /// <summary>Too late: the receiver had acknowledged it.</summary>
    Delivered = 2,

    /// <summary>Nothing is known of it: never deposited, expired, or deposited with another secret.</summary>
    Unknown = 3,
}

public sealed record WithdrawIs(uint Request, WithdrawOutcome Outcome) : Frame;

/// <summary>
/// Client to server on <c>/v1/deposit</c>: "I want to connect", without any content, with a capability of class transient.
/// Nothing of it is stored; at most one a minute and capability.
/// </summary>
public sealed record Knock(uint Request, byte[] Capability) : Frame;

public enum KnockOutcome : byte
{
    /// <summary>Handed to the receiver's open socket.</summary>
    Routed = 1,

    /// <summary>The receiver's push service took it; it lives there for at most a minute.</summary>
    Pushed = 2,

    /// <summary>No open socket, and no push that works.</summary>
    NotReachable = 3,
}

public sealed record KnockSent(uint Request, KnockOutcome Outcome) : Frame;
