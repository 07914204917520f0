using Rubaru.Client.Files;
using Rubaru.Client.Storage;
using Rubaru.Client.Transport;
using Rubaru.E2ee;

namespace Rubaru.Client.Identity;

/// <summary>How far the first contact has come (protocol section 10.1).</summary>
internal enum FirstContact : byte
{
    /// <summary>Both know each other's route.</summary>
    Complete = 0,

    /// <summary>I opened the link; the other has not answered.</summary>
    AwaitingReply = 1,

    /// <summary>The server said the link was used, revoked or expired before an answer came.</summary>
    Failed = 2,

    /// <summary>
    /// Somebody opened a reusable address of mine, or a one-time link that another person had used: nothing leaves this
    /// device for it before I accept.
    /// </summary>
    Requested = 3,
}

/// <summary>How a request came.</summary>
public enum RequestOrigin : byte
{
    /// <summary>By my reusable address.</summary>
    Address = 0,

    /// <summary>By a one-time link that somebody else had used before: it went further than it was meant to.</summary>
    UsedInvite = 1,
}

/// <summary>One other person, as stored. Immutable; a change replaces it after its commit.</summary>
/// <param name="GivenName">The name it calls itself.</param>
/// <param name="OwnName">My name for it.</param>
/// <param name="Identity">Its IdentityPublic, 1,281 bytes, checked against <paramref name="Peer"/>.</param>
/// <param name="Route"><c>null</c> until its first contact update came.</param>
/// <param name="Revision">Of the last contact update accepted from it.</param>
/// <param name="OwnRevision">Of the last contact update sent to it.</param>
/// <param name="StoredCapability">The capability I issued to it for stored deposits.</param>
/// <param name="InviteSecret">While I await its reply: the secret of its link, for the psk.</param>
/// <param name="Gone">It revoked my capability.</param>
/// <param name="UpdateDue">A contact update must be sent before anything else.</param>
internal sealed record Contact(
    Fingerprint Peer,
    string GivenName,
    string? OwnName,
    byte[] Identity,
    Route? Route,
    ulong Revision,
    ulong OwnRevision,
    byte[] StoredCapability,
    byte[] TransientCapability,
    FirstContact FirstContact,
    byte[]? InviteSecret,
    DateTimeOffset Created,
    bool Gone,
    bool UpdateDue,
    bool SetUpAgain,
    IReadOnlyList<DateTimeOffset> SessionLostSent
)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(Contact);

    /// <summary>My choice for this chat; <c>null</c>: as the main switch.</summary>
    public DeliveryMode? OwnMode { get; init; }

    /// <summary>My mode as capabilities and lines of this chat follow it; differs from my choice only until the next step.</summary>
    public DeliveryMode AppliedMode { get; init; }

    /// <summary>The mode in the last contact update that I sent.</summary>
    public DeliveryMode ToldMode { get; init; }

    /// <summary>The mode in the last contact update accepted from it.</summary>
    public DeliveryMode PeerMode { get; init; }

    /// <summary>The stricter of both choices.</summary>
    public DeliveryMode Mode => Strictness.Stricter(AppliedMode, PeerMode);

    /// <summary>Which ways the link may take.</summary>
    public PathPolicy Policy { get; init; }

    /// <summary>How sure I am who this is; <see cref="Peer"/> never changes, so only the person takes it back.</summary>
    public VerificationLevel Level { get; init; }

    /// <summary>When <see cref="Level"/> became checked, or was confirmed.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>Something happened since it was checked: the mark has a question mark.</summary>
    public bool NeedsCheck { get; init; }

    /// <summary>The invite_id of the link of its that I opened last.</summary>
    public ulong? OpenedInvite { get; init; }

    public Contact Marked(bool isChecked, DateTimeOffset now) =>
        !isChecked ? this with { Level = VerificationLevel.Invited, CheckedAt = null, NeedsCheck = false }
        : Level == VerificationLevel.Checked && !NeedsCheck ? this
        : this with { Level = VerificationLevel.Checked, CheckedAt = now, NeedsCheck = false };

    /// <summary>A mark that must be confirmed; without a mark nothing is lost (protocol section 6).</summary>
    public Contact Questioned() => this with { NeedsCheck = Level == VerificationLevel.Checked };

    /// <summary>How long messages of this chat stay on both devices; <c>null</c>: for ever.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>When either side last chose that; <c>null</c>: nobody did.</summary>
    public DateTimeOffset? LifetimeSet { get; init; }

    /// <summary>Pinned chats stand first, in the order of this.</summary>
    public DateTimeOffset? PinnedAt { get; init; }

    public bool IsArchived { get; init; }

    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>0 to <see cref="Conversations.Conversation.Accents"/> - 1.</summary>
    public int Accent { get; init; }

    /// <summary>Files of any size are taken from it without asking.</summary>
    public bool TakesFiles { get; init; }

    /// <summary>What was received of it without asking since <see cref="UnaskedSince"/>, in bytes.</summary>
    public long Unasked { get; init; }

    /// <summary>When the time of <see cref="Unasked"/> began.</summary>
    public DateTimeOffset? UnaskedSince { get; init; }

    /// <returns>With this many bytes more; <c>null</c>: the person is to be asked.</returns>
    public Contact? Unasking(long bytes, DateTimeOffset now)
    {
        // A clock that was set back begins anew, as one that ran on.
        var isOver = now - UnaskedSince is not { } passed || passed < TimeSpan.Zero || passed >= FileLimits.UnaskedTime;
        var sum = bytes + (isOver ? 0 : Unasked);
        return sum > FileLimits.UnaskedBytes
            ? null
            : this with
            {
                Unasked = sum,
                UnaskedSince = isOver ? now : UnaskedSince,
            };
    }

    public bool IsMuted(DateTimeOffset now) => MutedUntil > now;

    /// <summary>Something new came or went: it stands in the list again, unless it is muted.</summary>
    public Contact Heard(DateTimeOffset now) => IsArchived && !IsMuted(now) ? this with { IsArchived = false } : this;

    /// <summary>When I last replaced its capabilities.</summary>
    public DateTimeOffset? Replaced { get; init; }

    /// <summary>How it came, while it is a request.</summary>
    public RequestOrigin Origin { get; init; }

    public string Name =>
        OwnName is { Length: > 0 } own ? own
        : GivenName.Length > 0 ? GivenName
        : Peer.ToString()[..8];

    public void Write(Transaction transaction, byte[] key)
    {
        var record = new CborRecord()
            .Add(1, Peer.ToBytes())
            .Add(2, GivenName)
            .Add(3, OwnName)
            .Add(4, Identity)
            .Add(5, Route?.ToBytes())
            .Add(6, Revision)
            .Add(7, OwnRevision)
            .Add(8, StoredCapability)
            .Add(9, TransientCapability)
            .Add(10, (ulong)FirstContact)
            .Add(11, InviteSecret)
            .Add(12, (DateTimeOffset?)Created)
            .Add(13, Gone)
            .Add(14, UpdateDue)
            .Add(15, SetUpAgain)
            .AddList(16, SessionLostSent, (writer, time) => writer.WriteInt64(time.ToUnixTimeMilliseconds()))
            .Add(18, (ulong)AppliedMode)
            .Add(19, (ulong)ToldMode)
            .Add(20, (ulong)PeerMode)
            .Add(21, (ulong)Policy)
            .Add(22, (ulong)Level)
            .Add(23, CheckedAt)
            .Add(24, NeedsCheck)
            .Add(30, (ulong)Origin)
            .Add(31, Replaced)
            .Add(41, LifetimeSet)
            .Add(60, PinnedAt)
            .Add(61, IsArchived)
            .Add(62, MutedUntil)
            .Add(63, (ulong)Accent)
            .Add(64, TakesFiles)
            .Add(65, (ulong)Unasked)
            .Add(66, UnaskedSince);
        if (Lifetime is { } lifetime)
            record.Add(40, (ulong)lifetime.TotalSeconds);
        if (OpenedInvite is { } invite)
            record.Add(25, invite);
        if (OwnMode is { } mode)
            record.Add(17, (ulong)mode);
        transaction.Put(Table.Contacts, [.. key, 0], record.ToBytes());
    }

    public static Contact Read(CborMap map) =>
        map.Bytes(1, Fingerprint.Size) is { } peer
        && map.Text(2) is { } given
        && map.Bytes(4) is { } identity
        && map.Bytes(8) is { } stored
        && map.Bytes(9) is { } transient
        && map.Time(12) is { } created
            ? new Contact(
                Fingerprint.Read(peer),
                given,
                map.Text(3),
                identity,
                map.Bytes(5) is { } route ? Route.TryRead(route) : null,
                map.Unsigned(6) ?? 0,
                map.Unsigned(7) ?? 0,
                stored,
                transient,
                (FirstContact)(map.Unsigned(10) ?? 0),
                map.Bytes(11),
                created,
                map.Flag(13),
                map.Flag(14),
                map.Flag(15),
                map.List(
                    16,
                    Limits.SessionLostPerDay,
                    reader => DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64())
                ) ?? []
            )
            {
                OwnMode = map.Unsigned(17) is { } own ? Strictness.Read(own) : null,
                AppliedMode = Strictness.Read(map.Unsigned(18) ?? 0),
                ToldMode = Strictness.Read(map.Unsigned(19) ?? 0),
                PeerMode = Strictness.Read(map.Unsigned(20) ?? 0),
                Replaced = map.Time(31),
                Lifetime = Conversations.Lifetime.Read(map.Unsigned(40)),
                LifetimeSet = map.Time(41),
                Origin = map.Unsigned(30) is 1 ? RequestOrigin.UsedInvite : RequestOrigin.Address,
                // A choice that a later version made is kept by the one that gives away least.
                Policy = (map.Unsigned(21) ?? 0) is var policy and <= (ulong)PathPolicy.RelayOnly
                    ? (PathPolicy)policy
                    : PathPolicy.RelayOnly,
                // A level that a later version knows is no mark of this one.
                Level = map.Unsigned(22) == (ulong)VerificationLevel.Checked ? VerificationLevel.Checked : default,
                CheckedAt = map.Time(23),
                NeedsCheck = map.Flag(24),
                OpenedInvite = map.Unsigned(25),
                PinnedAt = map.Time(60),
                IsArchived = map.Flag(61),
                TakesFiles = map.Flag(64),
                Unasked = (long)Math.Min(map.Unsigned(65) ?? 0, (ulong)FileLimits.UnaskedBytes),
                UnaskedSince = map.Time(66),
                MutedUntil = map.Time(62),
                // A colour that a later version has is the usual one here.
                Accent = map.Unsigned(63) is { } accent and < Conversations.Conversation.Accents ? (int)accent : 0,
            }
            : throw new VaultException("A contact record cannot be read.");
}
