using System.Buffers.Binary;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Client.Identity;

/// <summary>A capability of my mailbox that I gave to a contact or into an invite (protocol section 7.2).</summary>
/// <param name="Peer">The contact it was issued to; <c>null</c> for an invite.</param>
/// <param name="Invite">The invite it stands for.</param>
/// <param name="Dropped">What the server shall answer with from now on; <see cref="Refusal.None"/> while it is open.</param>
/// <param name="Synced">The server has confirmed this state.</param>
internal sealed record IssuedCapability(
    byte[] Capability,
    DepositClass Classes,
    Fingerprint? Peer,
    ulong? Invite,
    DateTimeOffset? Expires,
    Refusal Dropped,
    bool Synced
)
{
    /// <summary>
    /// Replaced by one that was used since: revoked at the server, but what was deposited by it before may still be
    /// delivered until this time.
    /// </summary>
    public DateTimeOffset? Retired { get; init; }

    /// <summary>Whether what is delivered by it may be from this person.</summary>
    public bool IsFor(Fingerprint sender) =>
        (Dropped is Refusal.None or Refusal.CapabilityWithdrawn || Retired is not null)
        && (Peer == sender || Invite is not null);

    /// <summary>An invite made before strict mode: its slot took stored deposits, and no longer shall.</summary>
    public bool IsNarrowed { get; init; }

    /// <summary>The server may take deposits by it that it would have to store, as far as this device knows.</summary>
    public bool MayStore =>
        Dropped == Refusal.None
            ? (Classes & DepositClass.Stored) != 0 || (IsNarrowed && !Synced)
            : !Synced && ((Classes & DepositClass.Stored) != 0 || IsNarrowed);

    /// <summary>Of a reusable address: room for many people.</summary>
    public bool IsReusable { get; init; }

    /// <summary>How many people its quota at the server is for; 0: a contact's, which has none.</summary>
    private uint People =>
        Invite is null ? 0
        : IsReusable ? Limits.AddressPeople
        : 1u;

    /// <summary>Quotas of section 10.1, for each person.</summary>
    public uint Deposits => People * Limits.InviteDeposits;
    public uint Bundles => People * Limits.InviteBundles;
}

/// <summary>
/// Everything I issued, by slot. What the server does not know yet stays on record, so that a revocation made offline
/// still happens.
/// </summary>
internal sealed class Capabilities(ISodium sodium, Records records)
{
    private readonly Dictionary<ulong, IssuedCapability> _bySlot = [];

    public static async Task<Capabilities> LoadAsync(ISodium sodium, Records records)
    {
        var capabilities = new Capabilities(sodium, records);
        foreach (var (_, map) in await records.ReadRangeAsync(Table.Capabilities))
        {
            capabilities.Keep(Read(map));
        }
        return capabilities;
    }

    private static IssuedCapability Read(CborMap map) =>
        map.Bytes(1, Wire.Limits.CapabilitySize) is { } capability
            ? new IssuedCapability(
                capability,
                (DepositClass)(map.Unsigned(2) ?? 0),
                map.Bytes(3, Fingerprint.Size) is { } peer ? Fingerprint.Read(peer) : null,
                map.Unsigned(4),
                map.Time(5),
                (Refusal)(map.Unsigned(6) ?? 0),
                map.Flag(7)
            )
            {
                IsReusable = map.Flag(8),
                Retired = map.Time(9),
                IsNarrowed = map.Flag(10),
            }
            : throw new VaultException("A capability record cannot be read.");

    /// <summary>From a backup: nobody knows what the server has been told since, so it is told again.</summary>
    public void Restore(Transaction transaction, CborMap map) => Put(transaction, Read(map) with { Synced = false });

    /// <summary>The server does not take it again, for good: it ended meanwhile, or belongs to a mailbox of before.</summary>
    public void Ended(Transaction transaction, IssuedCapability issued)
    {
        if (_bySlot.GetValueOrDefault(Slot(issued)) == issued)
            Forget(transaction, issued);
    }

    public IEnumerable<IssuedCapability> All => _bySlot.Values;

    /// <summary>What ends comes first: it makes room, and nothing that the server refuses may hold it up.</summary>
    public IReadOnlyList<IssuedCapability> Unsynced =>
        [
            .. _bySlot
                .Values.Where(capability => !capability.Synced)
                .OrderBy(capability => capability.Dropped == Refusal.None),
        ];

    public IssuedCapability? OfSlot(ReadOnlySpan<byte> slot) =>
        slot.Length == Wire.Limits.SlotSize
            ? _bySlot.GetValueOrDefault(BinaryPrimitives.ReadUInt64BigEndian(slot))
            : null;

    /// <param name="mode">Strict: one of class stored is withdrawn from the start.</param>
    public byte[] IssueTo(
        Transaction transaction,
        Fingerprint peer,
        DepositClass classes,
        DeliveryMode mode = DeliveryMode.Relayed
    )
    {
        var capability = new byte[Wire.Limits.CapabilitySize];
        sodium.Random(capability);
        var dropped = mode.IsStrict && classes == DepositClass.Stored ? Refusal.CapabilityWithdrawn : Refusal.None;
        Put(transaction, new IssuedCapability(capability, classes, peer, null, null, dropped, false));
        return capability;
    }

    /// <summary>
    /// Strict mode: the server takes nothing more that it would have to store for me from this contact, also from a faulty
    /// sender; or takes it again. It stays on record whom the capability is for.
    /// </summary>
    public void Withdraw(Transaction transaction, Fingerprint peer, bool withdrawn)
    {
        var dropped = withdrawn ? Refusal.CapabilityWithdrawn : Refusal.None;
        foreach (var issued in StoredOf(peer).Where(issued => issued.Dropped != dropped).ToArray())
            Put(transaction, issued with { Dropped = dropped, Synced = false });
    }

    /// <summary>The server has not confirmed yet what it shall do with stored deposits of this contact.</summary>
    public bool IsPending(Fingerprint peer) => StoredOf(peer).Any(issued => !issued.Synced) || IsRetiring(peer);

    /// <summary>This device has decided about its stored deposits what the mode asks for; the server may not know yet.</summary>
    public bool Follows(Fingerprint peer, bool withdrawn) =>
        StoredOf(peer).All(issued => issued.Dropped == (withdrawn ? Refusal.CapabilityWithdrawn : Refusal.None));

    /// <summary>The server has confirmed that it takes nothing from this contact that it would have to store.</summary>
    public bool IsWithdrawn(Fingerprint peer) =>
        StoredOf(peer).All(issued => issued is { Dropped: Refusal.CapabilityWithdrawn, Synced: true })
        && !IsRetiring(peer);

    /// <summary>One that was replaced still holds until the server has confirmed that it is revoked.</summary>
    private bool IsRetiring(Fingerprint peer) =>
        _bySlot.Values.Any(issued =>
            issued.Peer == peer
            && issued is { Retired: not null, Synced: false }
            && (issued.Classes & DepositClass.Stored) != 0
        );

    /// <summary>Invites, and what was dropped: the server may still have to store something for somebody by it.</summary>
    public bool StrangersMayStore => _bySlot.Values.Any(issued => issued.Peer is null && issued.MayStore);

    /// <summary>The main switch is strict: open invites take nothing more that the server would have to store.</summary>
    public void NarrowInvites(Transaction transaction)
    {
        foreach (var issued in _bySlot.Values.Where(IsWideInvite).ToArray())
            Put(transaction, issued with { Classes = DepositClass.Transient, IsNarrowed = true, Synced = false });
    }

    private static bool IsWideInvite(IssuedCapability issued) =>
        issued is { Invite: not null, Dropped: Refusal.None } && (issued.Classes & DepositClass.Stored) != 0;

    private IEnumerable<IssuedCapability> StoredOf(Fingerprint peer) =>
        OpenOf(peer).Where(issued => issued.Classes == DepositClass.Stored);

    private IEnumerable<IssuedCapability> OpenOf(Fingerprint peer) =>
        _bySlot.Values.Where(issued => issued.Peer == peer && issued.Retired is null);

    /// <summary>What was replaced and still holds, because the contact has not used the new ones yet.</summary>
    public IReadOnlyList<IssuedCapability> Replaced(Contact contact) =>
        [.. OpenOf(contact.Peer).Where(issued => !IsCurrent(contact, issued))];

    /// <summary>One of the two that the last contact update told.</summary>
    public static bool IsCurrent(Contact contact, IssuedCapability issued) =>
        issued.Capability.AsSpan().SequenceEqual(contact.StoredCapability)
        || issued.Capability.AsSpan().SequenceEqual(contact.TransientCapability);

    /// <summary>The contact has used a new one (protocol section 7.2): the old ones end at the server.</summary>
    public void Retire(Transaction transaction, Contact contact, DateTimeOffset until)
    {
        foreach (var issued in Replaced(contact))
            Put(transaction, issued with { Dropped = Refusal.CapabilityRevoked, Synced = false, Retired = until });
    }

    /// <summary>What was deposited by them is delivered or expired.</summary>
    public void ForgetRetired(Transaction transaction, DateTimeOffset now)
    {
        foreach (var issued in _bySlot.Values.Where(issued => issued.Retired <= now && issued.Synced).ToArray())
            Forget(transaction, issued);
    }

    public void IssueFor(Transaction transaction, Invite invite)
    {
        var capability = InviteSecrets.Derive(sodium, invite.Secret).Capability;
        var classes = invite.IsStrict ? DepositClass.Transient : DepositClass.Stored | DepositClass.Transient;
        Put(
            transaction,
            new IssuedCapability(capability, classes, null, invite.Id, invite.Expires, Refusal.None, false)
            {
                IsReusable = invite.IsReusable,
            }
        );
    }

    /// <summary>Forgets whom it was for at once; the server hears of it now or when it is reachable again.</summary>
    public void Drop(Transaction transaction, IssuedCapability issued, Refusal state) =>
        Put(transaction, issued with { Peer = null, Invite = null, Dropped = state, Synced = false, Retired = null });

    public void DropOf(Transaction transaction, Fingerprint peer)
    {
        foreach (var issued in _bySlot.Values.Where(issued => issued.Peer == peer).ToArray())
            Drop(transaction, issued, Refusal.CapabilityRevoked);
    }

    public void DropInvite(Transaction transaction, ulong invite, Refusal state)
    {
        foreach (var issued in _bySlot.Values.Where(issued => issued.Invite == invite).ToArray())
            Drop(transaction, issued, state);
    }

    /// <summary>The server knows by itself that it expired, and keeps saying so.</summary>
    public void ForgetInvite(Transaction transaction, ulong invite)
    {
        foreach (var issued in _bySlot.Values.Where(issued => issued.Invite == invite).ToArray())
            Forget(transaction, issued);
    }

    /// <summary>The server confirmed; one that was dropped for good is then forgotten here.</summary>
    public void Synced(Transaction transaction, IssuedCapability issued)
    {
        if (_bySlot.GetValueOrDefault(Slot(issued)) != issued)
            return;
        if (issued.Dropped is Refusal.None or Refusal.CapabilityWithdrawn || issued.Retired is not null)
            Put(transaction, issued with { Synced = true });
        else
            Forget(transaction, issued);
    }

    private void Forget(Transaction transaction, IssuedCapability issued)
    {
        transaction.Delete(Table.Capabilities, Key(issued));
        transaction.After(() => _bySlot.Remove(Slot(issued)));
    }

    /// <summary>The server has a new, empty mailbox for me: everything that is open must be put again.</summary>
    public void Unsync(Transaction transaction)
    {
        foreach (var issued in _bySlot.Values.Where(issued => issued.Synced).ToArray())
            Put(transaction, issued with { Synced = false });
    }

    public byte[] Hash(IssuedCapability issued)
    {
        var hash = new byte[Wire.Limits.HashSize];
        sodium.Sha256(issued.Capability, hash);
        return hash;
    }

    private void Put(Transaction transaction, IssuedCapability issued)
    {
        var record = new CborRecord()
            .Add(1, issued.Capability.ToArray())
            .Add(2, (ulong)issued.Classes)
            .Add(3, issued.Peer?.ToBytes());
        if (issued.Invite is { } invite)
            record.Add(4, invite);
        record
            .Add(5, issued.Expires)
            .Add(6, (ulong)issued.Dropped)
            .Add(7, issued.Synced)
            .Add(8, issued.IsReusable)
            .Add(9, issued.Retired)
            .Add(10, issued.IsNarrowed);
        transaction.Put(Table.Capabilities, Key(issued), record.ToBytes());
        transaction.After(() => Keep(issued));
    }

    private void Keep(IssuedCapability issued) => _bySlot[Slot(issued)] = issued;

    private ulong Slot(IssuedCapability issued) => BinaryPrimitives.ReadUInt64BigEndian(Hash(issued));

    private byte[] Key(IssuedCapability issued) => records.Name("capability"u8, issued.Capability);
}
