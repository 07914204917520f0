using Rubaru.Server.Gateway;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>A deposit on its way to its receiver or to the database.</summary>
/// <param name="Capability">H(cap).</param>
/// <param name="Delivery">The frame for the receiver, owned by the request until it is pushed, routed or released.</param>
internal sealed record DepositRequest(
    DepositId Id,
    Hash256 Capability,
    DepositClass Class,
    uint TimeToLive,
    byte[] WithdrawHash,
    OutgoingFrame Delivery
)
{
    /// <summary>The row's ciphertext; set on the way to the database.</summary>
    public SealedDeposit? Sealed { get; init; }
}
