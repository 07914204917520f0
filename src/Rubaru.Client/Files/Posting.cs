using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Files;

/// <summary>
/// How much of one file of mine the server has. It exists from the offer on while the file may wait there: composed in
/// default mode, small enough, not over. Immutable; a change replaces it after its commit.
/// </summary>
/// <param name="Next">Parcels before this one were accepted.</param>
/// <param name="Until">By the server's clock: the first of them expires then. <c>null</c>: none waits.</param>
/// <param name="Lapsed">They expired, and nothing was heard of the receiver since.</param>
internal sealed record Posting(UInt128 File, long Next, DateTimeOffset? Until, bool Lapsed)
{
    /// <summary>More than the parcels of the largest file, with what was under way when the program ended.</summary>
    private const int MostCopies = 1000;

    /// <summary>Deposits of which the server may hold a copy, those included that it has not answered.</summary>
    public IReadOnlyList<ServerCopy> Copies { get; init; } = [];

    public Posting With(ServerCopy copy, DateTimeOffset serverNow) =>
        this with
        {
            Copies = [.. Copies.Where(old => old.Until > serverNow).TakeLast(MostCopies - 1), copy],
        };

    /// <summary>The server has the copy that was deposited last, until this time.</summary>
    public Posting Stored(ServerCopy copy, DateTimeOffset until) =>
        this with
        {
            Next = Next + 1,
            Until = Until < until ? Until : until,
            Copies = [.. Copies.Select(old => old.Deposit == copy.Deposit ? old with { Until = until } : old)],
        };

    /// <summary>The receiver's device has it.</summary>
    public Posting HandedOver(ServerCopy copy) =>
        this with
        {
            Next = Next + 1,
            Copies = [.. Copies.Where(old => old.Deposit != copy.Deposit)],
        };

    public byte[] ToBytes()
    {
        var record = new CborRecord().Add(1, MessageIds.Bytes(File)).Add(2, (ulong)Next).Add(3, Until).Add(4, Lapsed);
        return record.AddList(5, Copies, ServerCopy.Write).ToBytes();
    }

    /// <exception cref="VaultException">Not what <see cref="ToBytes"/> wrote.</exception>
    public static Posting Read(CborMap map) =>
        map.Bytes(1, 16) is { } file && map.List(5, MostCopies, ServerCopy.Read) is { } copies
            ? new Posting(MessageIds.Read(file), (long)(map.Unsigned(2) ?? 0), map.Time(3), map.Flag(4))
            {
                Copies = copies,
            }
            : throw new VaultException("The record of a file at the server cannot be read.");
}
