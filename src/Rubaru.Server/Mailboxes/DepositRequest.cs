using Rubaru.Server.Gateway;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>A deposit on its way to the database: its frame for the receiver is built, its row is sealed.</summary>
/// <param name="Capability">H(cap).</param>
/// <param name="Delivery">Owned by the request until it is pushed, routed or released.</param>
/// <param name="Sealed">Set for class stored.</param>
internal sealed record DepositRequest(
    DepositId Id,
    Hash256 Capability,
    DepositClass Class,
    uint TimeToLive,
    byte[] WithdrawHash,
    OutgoingFrame Delivery,
    SealedDeposit? Sealed
);
