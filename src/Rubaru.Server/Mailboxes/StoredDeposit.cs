using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>A pending row, opened: what the receiver is sent.</summary>
internal readonly record struct StoredDeposit(long Seq, DepositId Id, byte[] Slot, byte[] Envelope);

/// <summary>A row that already exists under a deposit's name.</summary>
internal readonly record struct KnownDeposit(string Status, long Expires);
