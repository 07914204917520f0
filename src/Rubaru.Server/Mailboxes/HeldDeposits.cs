using System.Collections.Concurrent;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>All deposits that are held in memory until their receiver acknowledges them: their bound, and their names.</summary>
internal sealed class HeldDeposits(RecentDeposits recent)
{
    private readonly ConcurrentDictionary<DepositId, HeldDeposit> names = new();
    private long bytes;

    public RecentDeposits Recent => recent;
    public int Count => names.Count;
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Takes the room of one; it is free again when it was delivered, withdrawn or stored.</summary>
    public bool TryReserve(int size)
    {
        if (Interlocked.Add(ref bytes, size) <= ServerLimits.HeldBytes)
        {
            return true;
        }
        Release(size);
        return false;
    }

    public void Release(int size) => Interlocked.Add(ref bytes, -size);

    public void Add(HeldDeposit deposit) => names[deposit.Id] = deposit;

    public void Remove(HeldDeposit deposit) => names.TryRemove(KeyValuePair.Create(deposit.Id, deposit));

    /// <returns><c>null</c>: nothing in memory says what became of it; the database may.</returns>
    public WithdrawOutcome? Withdraw(Withdraw withdraw, ISodium sodium)
    {
        Span<byte> hash = stackalloc byte[Limits.HashSize];
        sodium.Sha256(withdraw.Secret, hash);
        return names.TryGetValue(withdraw.Id, out var deposit) && deposit.Window.TryWithdraw(deposit, hash)
            ? WithdrawOutcome.Withdrawn
            : recent.Find(withdraw.Id, hash);
    }
}
