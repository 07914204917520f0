using System.Buffers.Binary;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Identity;

/// <summary>An invite I made (protocol section 10.1): single use means one fingerprint.</summary>
internal sealed record Invite(ulong Id, byte[] Secret, DateTimeOffset Expires, Fingerprint? UsedBy)
{
    /// <summary>Made in strict mode: its slot takes no stored deposits, and its link says so.</summary>
    public bool IsStrict { get; init; }

    /// <summary>A reusable address: whoever opens it becomes a request.</summary>
    public bool IsReusable { get; init; }

    /// <summary>Different people who came by a reusable address.</summary>
    public int People { get; init; }

    /// <summary>From when to <see cref="Expires"/>.</summary>
    public TimeSpan Lifetime { get; init; } = Limits.InviteLifetime;

    /// <summary>The link as it is shown: flags of section 10.</summary>
    public byte Flags =>
        (byte)((IsStrict ? InviteLinkCodec.StrictFlag : 0) | (IsReusable ? InviteLinkCodec.MultiUseFlag : 0));

    /// <summary>Opening it makes somebody a contact at once: it was made for one person, and that one comes.</summary>
    public bool Admits(Fingerprint sender) => !IsReusable && (UsedBy is null || UsedBy == sender);
}

/// <summary>My invites that may still be used, by their id.</summary>
internal sealed class Invites
{
    private readonly SortedDictionary<ulong, Invite> _invites = [];

    public static async Task<Invites> LoadAsync(Records records)
    {
        var invites = new Invites();
        foreach (var (key, map) in await records.ReadRangeAsync(Table.Invites))
        {
            if (key.Length != 8 || map.Bytes(1) is not { } secret || map.Time(2) is not { } expires)
                throw new VaultException("An invite record cannot be read.");
            var usedBy = map.Bytes(3, Fingerprint.Size) is { } peer ? Fingerprint.Read(peer) : (Fingerprint?)null;
            var id = BinaryPrimitives.ReadUInt64BigEndian(key);
            invites._invites.Add(
                id,
                new Invite(id, secret, expires, usedBy)
                {
                    IsStrict = map.Flag(4),
                    IsReusable = map.Flag(5),
                    People = (int)Math.Min(map.Unsigned(6) ?? 0, int.MaxValue),
                    Lifetime = map.Unsigned(7) is { } seconds and < uint.MaxValue
                        ? TimeSpan.FromSeconds(seconds)
                        : Limits.InviteLifetime,
                }
            );
        }
        return invites;
    }

    public IEnumerable<Invite> All => _invites.Values;

    public Invite? Find(ulong id) => _invites.GetValueOrDefault(id);

    public static Invite Create(ISodium sodium, DateTimeOffset expires)
    {
        var secret = new byte[InviteLinkCodec.SecretSize];
        sodium.Random(secret);
        return new Invite(InviteSecrets.Derive(sodium, secret).Id, secret, expires, null);
    }

    public void Put(Transaction transaction, Invite invite)
    {
        var record = new CborRecord()
            .Add(1, invite.Secret)
            .Add(2, (DateTimeOffset?)invite.Expires)
            .Add(3, invite.UsedBy?.ToBytes())
            .Add(4, invite.IsStrict)
            .Add(5, invite.IsReusable)
            .Add(6, (ulong)invite.People)
            .Add(7, (ulong)invite.Lifetime.TotalSeconds);
        transaction.Put(Table.Invites, Key(invite.Id), record.ToBytes());
        transaction.After(() => _invites[invite.Id] = invite);
    }

    public void Delete(Transaction transaction, ulong id)
    {
        transaction.Delete(Table.Invites, Key(id));
        transaction.After(() => _invites.Remove(id));
    }

    private static byte[] Key(ulong id)
    {
        var key = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(key, id);
        return key;
    }
}
