using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Identity;

/// <summary>Somebody from whom nothing is taken: no message, no request, no knock, no call.</summary>
/// <param name="Name">As it was shown when the person was blocked.</param>
public sealed record BlockedPerson(Fingerprint Peer, string Name, DateTimeOffset Since)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(BlockedPerson);
}

/// <param name="Until">A declined request: holds until then, and not against a new one-time link. <c>null</c>: blocked.</param>
internal sealed record Block(Fingerprint Peer, string Name, DateTimeOffset Since, DateTimeOffset? Until)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(Block);
}

/// <summary>
/// Whom I blocked or declined, by fingerprint: it holds whatever way they come, also after the contact was deleted
/// (protocol section 4: "A's FP is blocked: drop silently").
/// </summary>
internal sealed class Blocks(Records records)
{
    private readonly Dictionary<Fingerprint, Block> _blocks = [];

    public static async Task<Blocks> LoadAsync(Records records)
    {
        var blocks = new Blocks(records);
        foreach (var (_, map) in await records.ReadRangeAsync(Table.Blocks))
        {
            if (map.Bytes(1, Fingerprint.Size) is not { } peer || map.Time(3) is not { } since)
                throw new VaultException("A record of somebody who is blocked cannot be read.");
            var block = new Block(Fingerprint.Read(peer), map.Text(2) ?? "", since, map.Time(4));
            blocks._blocks[block.Peer] = block;
        }
        return blocks;
    }

    /// <summary>Blocked by the person's own choice, newest first.</summary>
    public IReadOnlyList<BlockedPerson> People =>
        [
            .. _blocks
                .Values.Where(block => block.Until is null)
                .OrderByDescending(block => block.Since)
                .Select(block => new BlockedPerson(block.Peer, block.Name, block.Since)),
        ];

    public bool IsBlocked(Fingerprint peer) => _blocks.GetValueOrDefault(peer) is { Until: null };

    public bool IsDeclined(Fingerprint peer, DateTimeOffset now) =>
        _blocks.GetValueOrDefault(peer) is { Until: { } until } && until > now;

    public void Put(Transaction transaction, Block block)
    {
        MakeRoom(transaction);
        var record = new CborRecord()
            .Add(1, block.Peer.ToBytes())
            .Add(2, block.Name)
            .Add(3, (DateTimeOffset?)block.Since)
            .Add(4, block.Until);
        transaction.Put(Table.Blocks, Key(block.Peer), record.ToBytes());
        transaction.After(() => _blocks[block.Peer] = block);
    }

    public void Remove(Transaction transaction, Fingerprint peer)
    {
        if (!_blocks.ContainsKey(peer))
            return;
        transaction.Delete(Table.Blocks, Key(peer));
        transaction.After(() => _blocks.Remove(peer));
    }

    /// <summary>Who is blocked stays blocked; of the declined ones the oldest is forgotten.</summary>
    private void MakeRoom(Transaction transaction)
    {
        if (_blocks.Count < Limits.Blocks)
            return;
        if (_blocks.Values.Where(block => block.Until is not null).MinBy(block => block.Until) is { } oldest)
            Remove(transaction, oldest.Peer);
    }

    private byte[] Key(Fingerprint peer) => records.Name("block"u8, peer.ToBytes());
}
