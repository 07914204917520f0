using System.Net.WebSockets;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Xunit;

namespace Rubaru.Client.Tests.Sessions;

/// <summary>A whole engine over a store, without sockets. It can be closed, rolled back, and made anew from a backup.</summary>
internal sealed class WalkDevice(SessionWalk walk, string name, MemoryStore store, MemoryDeviceKey key)
{
    /// <summary>A shelf this small runs out in a walk, so that last-resort keys are used as well.</summary>
    private const int ShelfSize = 3;

    private readonly Queue<byte[]> _shelf = new();
    private readonly List<(MemoryStore Store, int Said)> _images = [];
    private MemoryStore _store = store;

    public SessionWalk Walk => walk;
    public WalkDevice Peer { get; set; } = null!;
    public Engine Engine { get; private set; } = null!;
    public Conversation Chat => Engine.Conversations.Values.Single();

    /// <summary>Texts this person wrote and still has a right to see arrive.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Texts that were lost with a device, here or there: they may arrive, but need not.</summary>
    public HashSet<string> Excused { get; } = [];
    public int Resets { get; private set; }
    public int Lost { get; private set; }
    public int Rejected { get; private set; }

    public void Open()
    {
        var platform = new ClientPlatform(
            SessionWalk.Sodium,
            walk.Time,
            _store,
            key,
            walk.Network.CreatePeers(),
            ServerProcess.Origin,
            (_, _) => Task.FromException<WebSocket>(new WebSocketException("No sockets here."))
        );
        var engine = new Engine(platform) { Thread = new EngineThread(stepsAside: true) };
        Engine = engine;
        engine.Mailbox = new MailboxConnection(platform, engine.Time, () => engine.Profile)
        {
            Delivered = _ => Task.CompletedTask,
            Forgotten = () => Task.CompletedTask,
            Knocked = _ => { },
            LoggedIn = _ => { },
        };
        engine.Receiving = new Receiving(engine);
        engine.Deposits = new WalkDeposits(platform, engine, this) { MayStore = engine.MayStore };
        walk.Pump.Run(async () =>
        {
            var vault = await Vault.TryOpenAsync(platform.Sodium, platform.Store, platform.DeviceKey);
            await engine.OpenAsync(vault!);
        });
    }

    /// <summary>The device is on: what waits goes.</summary>
    public void Start()
    {
        Chat.Courier.Wake();
        Chat.ReceiptsDue.Soon();
        walk.Pump.Drain();
    }

    public void Send()
    {
        var text = $"{name}{Said.Count}";
        Said.Add(text);
        walk.Pump.Run(() => Chat.SendAsync(text));
    }

    public void SetUpAgain() => walk.Pump.Run(Chat.SetUpAgainAsync);

    public void Receive(Wire.Delivery delivery) => walk.Pump.Run(() => Engine.Receiving.DeliverAsync(delivery));

    /// <summary>A week has passed for the prekeys, also if it has not: the earlier ones stay valid.</summary>
    public void RenewPrekeys()
    {
        var now = Engine.Time.GetUtcNow();
        Change(transaction => Keep(transaction, Engine.Prekeys.CreateLasting(transaction, Engine.Profile, now)));
        Change(transaction => Engine.Prekeys.Retire(transaction, now));
    }

    public byte[] TakeBundle()
    {
        if (_shelf.Count == 0 && walk.Chance(3))
            Restock();
        var put = Engine.Prekeys.Publish(0, []);
        var taken = _shelf.TryDequeue(out var oneTime);
        return
        [
            .. put.IdentityPublic,
            .. put.SignedPrekey,
            taken ? (byte)1 : (byte)2,
            .. oneTime ?? put.LastResort,
            .. put.MailboxKey,
        ];
    }

    public void Remember() => _images.Add((_store.Copy(), Said.Count));

    /// <summary>An old image of the disk comes back: what was written and read since is lost with it.</summary>
    public bool RollBack()
    {
        if (_images.Count == 0)
            return false;
        var (image, said) = _images[walk.Next(_images.Count)];
        var shown = Shown();
        Close();
        _store = image.Copy();
        Open();
        Excused.UnionWith(Said.Skip(said));
        Peer.Excused.UnionWith(shown.Except(Shown()));
        Start();
        return true;
    }

    /// <summary>A new device from a backup: identity, contacts and history, no sessions, prekeys or outbox (section 11).</summary>
    public void Reinstall()
    {
        Excused.UnionWith(Waiting());
        Close();
        _store = _store.Copy();
        _store.Wipe(Table.Prekeys);
        _store.Wipe(Table.Sessions);
        _store.Wipe(Table.Outbox);
        _images.Clear();
        _shelf.Clear();
        Open();
        RenewPrekeys();
        walk.Pump.Run(async () =>
        {
            using var held = await Engine.Lock.EnterAsync();
            var step = new Step(Engine, Chat);
            step.Contact = step.Contact with { SetUpAgain = true, UpdateDue = true };
            await step.CommitAsync();
        });
        Start();
    }

    /// <summary>What time alone does, when the mailbox is drained.</summary>
    public void Retire() => walk.Pump.Run(Chat.RetireSessionsAsync);

    public IReadOnlyList<string> Shown() =>
        [.. All().Where(m => m is { Mine: false, Kind: MessageKind.Text }).Select(m => m.Text)];

    public IReadOnlyList<string> Lines() => [.. All().Where(m => m.Kind == MessageKind.System).Select(m => m.Text)];

    public IEnumerable<Message> Mine() => All().Where(m => m is { Mine: true, Kind: MessageKind.Text });

    public void Close()
    {
        Resets += Lines().Count(line => line == "session-reset");
        Lost += Engine.Drops.Lost;
        Rejected += Engine.Drops.Rejected;
        Assert.Null(Engine.Fault);
        Engine.Stop();
        Chat.Discard();
        walk.Pump.Drain();
    }

    private IEnumerable<string> Waiting() =>
        Chat
            .Outbox.Rows.Where(row => row.Order is not null)
            .Select(row => Mine().First(message => message.Id == row.MessageId).Text);

    private IReadOnlyList<Message> All()
    {
        do walk.Pump.Run(Chat.LoadOlderAsync);
        while (Chat.HasOlder);
        return Chat.Messages;
    }

    private void Restock() =>
        Change(transaction =>
        {
            var now = Engine.Time.GetUtcNow();
            var (profile, keys) = Engine.Prekeys.CreateOneTime(transaction, Engine.Profile, ShelfSize, now);
            Keep(transaction, profile);
            foreach (var oneTime in keys)
                _shelf.Enqueue(oneTime.ToBytes());
        });

    private void Keep(Transaction transaction, Profile profile)
    {
        profile.Write(transaction);
        transaction.After(() => Engine.Profile = profile);
    }

    private void Change(Action<Transaction> change)
    {
        var transaction = Engine.Begin();
        change(transaction);
        var commit = Engine.CommitAsync(transaction);
        Assert.True(commit.IsCompletedSuccessfully);
    }
}
