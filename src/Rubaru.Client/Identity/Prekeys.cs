using System.Buffers.Binary;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Client.Identity;

/// <summary>
/// My prekeys with their secrets (protocol section 2.1): signed, last-resort, mailbox and one-time. A used one-time
/// secret goes in the transaction that stores the session made with it.
/// </summary>
internal sealed class Prekeys(ISodium sodium, IdentityKeys identity)
{
    private readonly Dictionary<(PrekeyType, uint), Prekey> _keys = [];

    public Prekey? Find(PrekeyType type, uint id) => _keys.GetValueOrDefault((type, id));

    /// <summary>The profile is closed or locked.</summary>
    public void Wipe()
    {
        foreach (var key in _keys.Values)
            key.Wipe();
        _keys.Clear();
    }

    /// <summary>The newest of a kind.</summary>
    private Prekey Latest(PrekeyType type) => _keys.Values.Where(key => key.Type == type).MaxBy(key => key.Id)!;

    public static async Task<Prekeys> LoadAsync(ISodium sodium, IdentityKeys identity, Records records)
    {
        var prekeys = new Prekeys(sodium, identity);
        foreach (var (key, map) in await records.ReadRangeAsync(Table.Prekeys))
        {
            using var record = map;
            if (
                key.Length != 5
                || map.Bytes(1) is not { } pk
                || map.Bytes(2) is not { } sk
                || map.Bytes(3) is not { } sig
            )
                throw new VaultException("A prekey record cannot be read.");
            var prekey = new Prekey(
                (PrekeyType)key[0],
                BinaryPrimitives.ReadUInt32BigEndian(key.AsSpan(1)),
                pk,
                sk,
                sig
            );
            prekeys._keys.Add((prekey.Type, prekey.Id), prekey);
        }
        return prekeys;
    }

    /// <summary>A signed, a last-resort and a mailbox key. Returns the profile with its counter moved on.</summary>
    public Profile CreateLasting(Transaction transaction, Profile profile, DateTimeOffset now)
    {
        foreach (var type in (PrekeyType[])[PrekeyType.Signed, PrekeyType.LastResort, PrekeyType.Mailbox])
            profile = Create(transaction, profile, type, now).Profile;
        return profile;
    }

    /// <summary>One-time prekeys for the shelf; their secrets are committed before the server can hand one out.</summary>
    public (Profile Profile, List<SignedPrekey> Keys) CreateOneTime(
        Transaction transaction,
        Profile profile,
        int count,
        DateTimeOffset now
    )
    {
        var keys = new List<SignedPrekey>();
        for (var i = 0; i < count; i++)
        {
            (profile, var key) = Create(transaction, profile, PrekeyType.OneTime, now);
            keys.Add(key.Public);
        }
        return (profile, keys);
    }

    public void Use(Transaction transaction, Prekey oneTime)
    {
        transaction.Delete(Table.Prekeys, Key(oneTime));
        transaction.After(() =>
        {
            _keys.Remove((oneTime.Type, oneTime.Id));
            oneTime.Wipe();
        });
    }

    /// <summary>Replaces the shelf's lasting keys by the newest and adds the one-time keys.</summary>
    public PutPrekeys Publish(uint request, IReadOnlyList<SignedPrekey> oneTime) =>
        new(
            request,
            identity.Public.Bytes,
            Latest(PrekeyType.Signed).Public.ToBytes(),
            Latest(PrekeyType.LastResort).Public.ToBytes(),
            MailboxKey,
            [.. oneTime.Select(key => key.ToBytes())]
        );

    /// <summary>mbk_id(4) || pk || sig, as contact updates carry it.</summary>
    public byte[] MailboxKey => Latest(PrekeyType.Mailbox).Public.ToBytes();

    private (Profile Profile, Prekey Key) Create(
        Transaction transaction,
        Profile profile,
        PrekeyType type,
        DateTimeOffset now
    )
    {
        var key = Prekey.Create(sodium, identity, type, profile.NextPrekey);
        var record = new CborRecord()
            .Add(1, key.PublicKey)
            .Add(2, key.SecretKey)
            .Add(3, key.Signature)
            .Add(4, (DateTimeOffset?)now);
        transaction.Put(Table.Prekeys, Key(key), record.ToBytes());
        transaction.After(() => _keys.Add((key.Type, key.Id), key));
        return (profile with { NextPrekey = profile.NextPrekey + 1 }, key);
    }

    private static byte[] Key(Prekey prekey)
    {
        var key = new byte[5];
        key[0] = (byte)prekey.Type;
        BinaryPrimitives.WriteUInt32BigEndian(key.AsSpan(1), prekey.Id);
        return key;
    }
}
