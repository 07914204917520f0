using System.Buffers.Binary;
using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Client.Identity;

/// <summary>
/// My prekeys with their secrets (protocol section 2.1): signed, last-resort, mailbox and one-time. A used one-time
/// secret goes in the transaction that stores the session made with it; the others when their time is over.
/// </summary>
internal sealed class Prekeys(ISodium sodium, IdentityKeys identity)
{
    private static readonly PrekeyType[] _lasting = [PrekeyType.Signed, PrekeyType.LastResort, PrekeyType.Mailbox];

    private readonly Dictionary<(PrekeyType, uint), OwnPrekey> _keys = [];

    public Prekey? Find(PrekeyType type, uint id) => _keys.GetValueOrDefault((type, id))?.Key;

    public int Count(PrekeyType type) => _keys.Values.Count(own => own.Key.Type == type);

    /// <summary>mbk_id(4) || pk || sig, as contact updates carry it.</summary>
    public byte[] MailboxKey => Latest(PrekeyType.Mailbox).Key.Public.ToBytes();

    /// <summary>A mailbox key that this device has yet to make, because its disk is older than its shelf.</summary>
    public bool IsAhead(uint mailboxKey) => mailboxKey > Latest(PrekeyType.Mailbox).Key.Id;

    /// <summary>The lasting keys are a week old, or of a day that is yet to come (the clock was set), or there are none.</summary>
    public bool IsRotationDue(DateTimeOffset now) =>
        _lasting.Any(type => Count(type) == 0)
        || Latest(PrekeyType.Signed).Created is var created
            && (created + Limits.PrekeyRotation <= now || created > now + Limits.ClockSlack);

    /// <summary>New lasting keys exist that no server has confirmed: the ones before them are still handed out.</summary>
    public bool IsPublicationDue =>
        _lasting.Any(type => _keys.Values.Count(own => own.Key.Type == type && own.Retired is null) > 1);

    /// <summary>The profile is closed or locked.</summary>
    public void Wipe()
    {
        foreach (var own in _keys.Values)
            own.Key.Wipe();
        _keys.Clear();
    }

    public static async Task<Prekeys> LoadAsync(ISodium sodium, IdentityKeys identity, Records records)
    {
        var prekeys = new Prekeys(sodium, identity);
        foreach (var (key, map) in await records.ReadRangeAsync(Table.Prekeys))
        {
            using var record = map;
            var own = OwnPrekey.Read(key, record);
            prekeys._keys.Add((own.Key.Type, own.Key.Id), own);
        }
        return prekeys;
    }

    /// <summary>A signed, a last-resort and a mailbox key. Returns the profile with its counter moved on.</summary>
    public Profile CreateLasting(Transaction transaction, Profile profile, DateTimeOffset now)
    {
        foreach (var type in _lasting)
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

    /// <summary>A handshake took this one-time key: its secret goes with the commit of the session.</summary>
    public void Use(Transaction transaction, Prekey oneTime) => Delete(transaction, oneTime);

    /// <summary>The server has confirmed the newest lasting keys, so it hands out no earlier one from now on.</summary>
    public void Retire(Transaction transaction, DateTimeOffset now)
    {
        foreach (var type in _lasting)
        {
            var latest = Latest(type);
            foreach (var own in All(type).Where(own => own != latest && own.Retired is null))
                Keep(transaction, own with { Retired = now });
        }
    }

    /// <summary>
    /// Secrets whose time is over. Only for a mailbox that was drained: nothing waits there that one of them could open.
    /// </summary>
    /// <param name="serverNow">
    /// One-time secrets must be wiped later than the server drops their keys, so both clocks have to say that they are old:
    /// a device whose date was set ahead would otherwise leave a shelf of keys that open nothing.
    /// </param>
    public IReadOnlyList<Prekey> Outlived(DateTimeOffset now, DateTimeOffset serverNow)
    {
        var oldest = now < serverNow ? now : serverNow;
        var oneTime = All(PrekeyType.OneTime).OrderByDescending(own => own.Key.Id).ToArray();
        return
        [
            .. _keys
                .Values.Where(own => own.Retired is { } retired && retired + Kept(own.Key.Type) <= now)
                .Select(own => own.Key),
            .. oneTime
                .Where((own, place) => place >= Limits.OneTimeSecrets || own.Created + Limits.OneTimeKept <= oldest)
                .Select(own => own.Key),
        ];
    }

    /// <summary>
    /// Wipes a secret, and with it the list of what it must not do twice: opened envelopes of a mailbox key, accepted
    /// transcripts of a last-resort key (protocol sections 4, 7.1).
    /// </summary>
    public async Task WipeAsync(Transaction transaction, Records records, Prekey key)
    {
        Delete(transaction, key);
        if (key.Type == PrekeyType.Mailbox)
            await records.DeletePrefixAsync(transaction, Table.Seen, Seen.Envelopes(key.Id));
        if (key.Type == PrekeyType.LastResort)
            await records.DeletePrefixAsync(transaction, Table.Seen, Seen.LastResorts(key.Id));
    }

    /// <summary>A key that was retired in a time yet to come: the clock was set back, so its time is counted from now.</summary>
    public void Restamp(Transaction transaction, DateTimeOffset now)
    {
        foreach (var own in _keys.Values.Where(own => own.Retired > now + Limits.ClockSlack).ToArray())
            Keep(transaction, own with { Retired = now });
    }

    /// <summary>Replaces the shelf's lasting keys by the newest and adds the one-time keys.</summary>
    public PutPrekeys Publish(uint request, IReadOnlyList<SignedPrekey> oneTime) =>
        new(
            request,
            identity.Public.Bytes,
            Latest(PrekeyType.Signed).Key.Public.ToBytes(),
            Latest(PrekeyType.LastResort).Key.Public.ToBytes(),
            MailboxKey,
            [.. oneTime.Select(key => key.ToBytes())]
        );

    /// <summary>Whether these are the newest lasting keys of this identity; the one-time key is left out.</summary>
    public bool IsMine(PrekeyBundle bundle) =>
        bundle.Identity.Bytes.AsSpan().SequenceEqual(identity.Public.Bytes)
        && IsLatest(bundle.Signed)
        && (bundle.Kem.Type == PrekeyType.OneTime || IsLatest(bundle.Kem))
        && IsLatest(bundle.Mailbox);

    private bool IsLatest(SignedPrekey key) =>
        Latest(key.Type).Key.Public.ToBytes().AsSpan().SequenceEqual(key.ToBytes());

    private static TimeSpan Kept(PrekeyType type) =>
        type == PrekeyType.Mailbox ? Limits.MailboxKeyKept : Limits.PrekeyKept;

    private OwnPrekey[] All(PrekeyType type) => [.. _keys.Values.Where(own => own.Key.Type == type)];

    /// <summary>The newest of a kind: ids only grow.</summary>
    private OwnPrekey Latest(PrekeyType type) => All(type).MaxBy(own => own.Key.Id)!;

    private (Profile Profile, Prekey Key) Create(
        Transaction transaction,
        Profile profile,
        PrekeyType type,
        DateTimeOffset now
    )
    {
        var key = Prekey.Create(sodium, identity, type, profile.NextPrekey);
        Keep(transaction, new OwnPrekey(key, now, null));
        return (profile with { NextPrekey = profile.NextPrekey + 1 }, key);
    }

    private void Keep(Transaction transaction, OwnPrekey own)
    {
        transaction.Put(Table.Prekeys, Key(own.Key), own.ToBytes());
        transaction.After(() => _keys[(own.Key.Type, own.Key.Id)] = own);
    }

    private void Delete(Transaction transaction, Prekey key)
    {
        transaction.Delete(Table.Prekeys, Key(key));
        transaction.After(() =>
        {
            _keys.Remove((key.Type, key.Id));
            key.Wipe();
        });
    }

    private static byte[] Key(Prekey prekey)
    {
        var key = new byte[5];
        key[0] = (byte)prekey.Type;
        BinaryPrimitives.WriteUInt32BigEndian(key.AsSpan(1), prekey.Id);
        return key;
    }
}
