using System.Buffers.Binary;
using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client;

/// <summary>What was dropped and why; numbers for a diagnosis, never contents.</summary>
internal sealed record Drops
{
    public int Replayed { get; set; }
    public int Unopenable { get; set; }
    public int WrongSlot { get; set; }
    public int Malformed { get; set; }
    public int Rejected { get; set; }
    public int SecondUseOfInvite { get; set; }

    /// <summary>From somebody who is blocked or was declined.</summary>
    public int Blocked { get; set; }

    /// <summary>By a capability that brought too many faulty ones, or in the name of a contact of whom too many were unusable.</summary>
    public int Throttled { get; set; }

    /// <summary>Beyond what requests may hold.</summary>
    public int Requests { get; set; }
    public int Lost { get; set; }
    public int Duplicates { get; set; }
}

/// <summary>What the parts of an open profile have in common: the writer's lock, the vault, the server, the contacts.</summary>
internal sealed class Engine(ClientPlatform platform) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Vault? _vault;

    public ClientPlatform Platform => platform;
    public ISodium Sodium => platform.Sodium;
    public EngineThread Thread { get; init; } = new();
    public TimeProvider Time => field ??= new EngineTime(platform.Time, Thread);
    public WriterLock Lock { get; } = new();
    public Drops Drops { get; } = new();
    public Dictionary<Fingerprint, Conversation> Conversations { get; } = [];

    /// <summary>Set when the profile is open.</summary>
    public Records Records { get; private set; } = null!;
    public Profile Profile { get; set; } = null!;
    public IdentityKeys Identity { get; private set; } = null!;
    public Prekeys Prekeys { get; private set; } = null!;
    public Capabilities Capabilities { get; private set; } = null!;
    public Invites Invites { get; private set; } = null!;
    public Blocks Blocks { get; private set; } = null!;
    public MailboxConnection Mailbox { get; set; } = null!;
    public DepositConnection Deposits { get; set; } = null!;
    public Receiving Receiving { get; set; } = null!;
    public OwnShelf Shelf => field ??= new OwnShelf(this);
    public Search.MessageSearch Search => field ??= new Search.MessageSearch(this);
    public IceServerList IceServers => field ??= new IceServerList(this);

    public Files.ServerFileLimit FileLimit => field ??= new Files.ServerFileLimit(this);

    /// <summary>Names of copies that are being sealed and stand in no record yet.</summary>
    public HashSet<UInt128> Sealing { get; } = [];

    public Files.Motion Motion { get; } = new();

    /// <summary>Capabilities or prekeys changed: tell the server.</summary>
    public Action SyncSoon { get; set; } = () => { };

    /// <summary>A delivery of the self-test; nothing else may see it.</summary>
    public Func<Wire.Delivery, bool> TakesProbe { get; set; } = _ => false;

    /// <summary>Ends everything that waits.</summary>
    public CancellationToken Stopping => _stop.Token;

    public bool IsOpen => _vault is not null;
    public Vault Vault => _vault!;
    public bool StorageFull { get; private set; }

    /// <summary>The page is hidden; links made from now on know it too.</summary>
    public bool IsHidden { get; set; }
    public TimeSpan Retention { get; set; } = Limits.MostRetention;

    /// <summary>An own page or program fault that nothing else would show.</summary>
    public Exception? Fault { get; private set; }

    public event Action? Changed;

    /// <summary>Now by the server's clock, as far as it is known: expiries are the server's.</summary>
    public DateTimeOffset ServerNow => Mailbox?.ServerNow ?? Time.GetUtcNow() + (Mailbox?.ClockOffset ?? TimeSpan.Zero);

    /// <summary>
    /// Nothing has come for a minute, and nothing that came waits to be handled again: no envelope is left that a secret
    /// wiped now could open.
    /// </summary>
    public bool IsDrained => Mailbox.IsSilentFor(Limits.DrainedBeforeWipe) && !Receiving.IsWaiting;

    public async Task OpenAsync(Vault vault)
    {
        Records = new Records(vault, platform.Store);
        try
        {
            // Everything but the messages; of those every chat reads its last.
            await Records.ReadAheadAsync(
                Table.Profile,
                Table.Prekeys,
                Table.Capabilities,
                Table.Invites,
                Table.Blocks,
                Table.Contacts,
                Table.Sessions,
                Table.Outbox,
                Table.Drafts
            );
            await LoadAsync(vault);
        }
        finally
        {
            Records.EndReadAhead();
        }
    }

    private async Task LoadAsync(Vault vault)
    {
        Profile = await Profile.ReadAsync(Records);
        Identity =
            IdentityKeys.TryRead(Sodium, Profile.Identity)
            ?? throw new VaultException("The identity keys cannot be read.");
        Prekeys = await Prekeys.LoadAsync(Sodium, Identity, Records);
        Capabilities = await Capabilities.LoadAsync(Sodium, Records);
        Invites = await Invites.LoadAsync(Records);
        Blocks = await Blocks.LoadAsync(Records);
        _vault = vault;
        var contacts = await Records.ReadRangeAsync(Table.Contacts);
        var loading = contacts
            .Where(contact => contact.Key is [.., 0])
            .Select(contact => Conversation.LoadAsync(this, contact.Key[..^1], Contact.Read(contact.Record)));
        foreach (var conversation in await Task.WhenAll(loading))
            Conversations.Add(conversation.Peer, conversation);
    }

    public void Stop() => _stop.Cancel();

    /// <summary>Every secret that was read from the vault is zeroed, and then its master key.</summary>
    public void Close()
    {
        foreach (var alive in Conversations.Values.SelectMany(conversation => conversation.Sessions.All))
            alive.Session.Wipe();
        foreach (var conversation in Conversations.Values)
            conversation.Files.Wipe();
        Search.Wipe();
        Conversations.Clear();
        Prekeys?.Wipe();
        Identity?.Dispose();
        Profile?.Wipe();
        _vault?.Dispose();
        _vault = null;
    }

    public Transaction Begin() => new(_vault!, platform.Store, Schema.Current.Version);

    public async Task CommitAsync(Transaction transaction)
    {
        try
        {
            await transaction.CommitAsync();
            ShowStorageFull(false);
        }
        catch (StorageFullException)
        {
            ShowStorageFull(true);
            throw;
        }
    }

    public UInt128 RandomNumber()
    {
        Span<byte> bytes = stackalloc byte[16];
        Sodium.Random(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>No chat that is strict may deposit anything with this capability that the server would store.</summary>
    public bool MayStore(byte[] capability) =>
        Conversations.Values.All(conversation =>
            !conversation.EffectiveMode.IsStrict
            || conversation.Contact.Route is not { } route
            || !route.Stored.AsSpan().SequenceEqual(capability)
        );

    /// <summary>Another contact has this name, or one that looks like it.</summary>
    public bool IsNameTaken(Fingerprint peer, string name) =>
        Conversations.Values.Any(other =>
            other.Peer != peer && !other.IsRequest && DisplayName.LooksLike(other.Name, name)
        );

    public ContactUpdate OwnUpdate(Contact contact, ulong revision) =>
        new(
            revision,
            Profile.Mailbox,
            contact.StoredCapability,
            contact.TransientCapability,
            SignedPrekey.TryRead(PrekeyType.Mailbox, Prekeys.MailboxKey)!,
            Profile.Name
        )
        {
            Mode = contact.ToldMode,
            Lifetime = contact.Lifetime,
            LifetimeSet = contact.LifetimeSet,
        };

    /// <summary>Runs work nobody waits for; what fails is repeated by its own next try.</summary>
    public async void Spawn(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (StorageFullException)
        {
            // The banner says so; the work was not done and comes again with the next event or upkeep.
        }
        catch (OperationCanceledException)
        {
            // The engine stops.
        }
        catch (Exception exception)
        {
            Report(exception);
        }
    }

    public void Report(Exception exception)
    {
        // What the end of the engine interrupts is no fault: nothing of it was committed, so it comes again.
        if (exception is OperationCanceledException && Stopping.IsCancellationRequested)
            return;
        Fault = exception;
        try
        {
            Notify();
        }
        catch (Exception)
        {
            // A screen that throws must not end the program, which an exception out of spawned work would: the fault is kept.
        }
    }

    /// <summary>Lets go of the link that was used longest ago when there are too many.</summary>
    public void LimitLinks(Conversation used)
    {
        var linked = Conversations.Values.Where(conversation => conversation.LinkState != LinkState.Idle).ToArray();
        if (linked.Length > Limits.Links)
            linked.Where(other => other != used && !other.IsShown).MinBy(other => other.LastUse)?.LetGo();
    }

    public void Notify() => Changed?.Invoke();

    public void Dispose()
    {
        Lock.Dispose();
        _stop.Dispose();
    }

    private void ShowStorageFull(bool full)
    {
        if (StorageFull == full)
            return;
        StorageFull = full;
        Notify();
    }
}
