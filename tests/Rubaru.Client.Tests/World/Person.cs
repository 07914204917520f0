using Rubaru.Client.Backups;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.Locking;
using Rubaru.Client.Tests.Notifications;
using Rubaru.Client.Tests.Transport;
using Rubaru.Client.Transport;
using Xunit;

namespace Rubaru.Client.Tests.World;

/// <summary>Somebody with a device: the engine can be killed and started again over the same store.</summary>
internal sealed class Person(Town town, string name) : IAsyncDisposable
{
    private ChatClient? _client;

    public MemoryStore Store { get; set; } = new();
    public MemoryFileStore Files { get; } = new(town.Sodium);
    public MemoryDeviceKey DeviceKey { get; private init; } = new(town.Sodium);
    public ScriptedDevice Device { get; } = new();
    public ScriptedPasskeys Passkeys { get; } = new();

    /// <summary>The device has a place for files.</summary>
    public bool HasFiles { get; set; } = true;
    public Func<string, string> Normalize { get; set; } = text => text;
    public TimeProvider Clock { get; init; } = town.Time;
    public ChatClient Client => _client ?? throw new InvalidOperationException($"{name} is away.");
    public bool IsRunning => _client is not null;

    /// <summary>The engine expects a fault: a crash is being played.</summary>
    public bool MayFault { get; set; }

    public bool IsReady =>
        Client.Server == ServerState.Connected
        && Client.Engine.Profile.PrekeysPublished
        && Client.Engine.Deposits.IsReady
        && Client.Engine.Capabilities.Unsynced.Count == 0;

    public MemoryPeers Peers { get; } = town.Network.CreatePeers();

    public async Task StartAsync()
    {
        var platform = new ClientPlatform(
            town.Sodium,
            Clock,
            Store,
            DeviceKey,
            Peers,
            ServerProcess.Origin,
            (path, stop) => town.Server.ConnectAsync(path, stop, name)
        )
        {
            Files = HasFiles ? Files : null,
            Push = Device,
            Passkeys = Passkeys,
            Normalize = Normalize,
            PassphraseCost = new(1, Limits.LeastPassphraseMemoryKiB),
        };
        _client = new ChatClient(platform);
        await _client.StartAsync();
        Fingerprint = _client.HasProfile ? _client.Fingerprint : default;
    }

    public Person Twin() => new(town, name + "'s twin") { Store = Store.Copy(), DeviceKey = DeviceKey };

    public async Task CreateAsync()
    {
        await StartAsync();
        await Client.CreateProfileAsync(name);
        Fingerprint = Client.Fingerprint;
    }

    /// <summary>Known also while the person is away.</summary>
    public E2ee.Fingerprint Fingerprint { get; private set; }

    /// <summary>A fresh device becomes that of the person in the file.</summary>
    public async Task<BackupCheck> RestoreAsync(byte[] file, string secret)
    {
        var check = await Client.RestoreAsync(new MemoryStream(file), secret);
        Fingerprint = Client.Fingerprint;
        return check;
    }

    public Task<BackupCheck> CheckAsync(byte[] file, string secret) =>
        Client.CheckBackupAsync(new MemoryStream(file), secret);

    public async Task StopAsync()
    {
        if (_client is not { } client)
            return;
        _client = null;
        await client.DisposeAsync();
    }

    /// <summary>The process dies: the next one finds what was on disk at this moment.</summary>
    public async Task KillAsync()
    {
        var disk = Store.Kill();
        await StopAsync();
        Store = disk;
    }

    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    public async Task<InviteLink> InviteAsync()
    {
        var invite = await Client.CreateInviteAsync();
        await town.UntilAsync(
            () => Client.Engine.Capabilities.Unsynced.Count == 0,
            "the invite is known to the server"
        );
        return Assert.IsType<InviteLink>(Client.CheckInvite(invite.Url).Link);
    }

    public Task<(InviteProblem Problem, Conversation? Conversation)> OpenAsync(InviteLink link) =>
        Client.AcceptInviteAsync(link);

    public bool Knows(Person other) =>
        Client.Engine.Conversations.TryGetValue(other.Fingerprint, out var conversation)
        && !conversation.AwaitingFirstReply;

    public Conversation With(Person other) => Client.Engine.Conversations[other.Fingerprint];

    public Conversation Only => Client.Conversations.Single();

    /// <summary>Texts the other wrote, as they are shown.</summary>
    public IReadOnlyList<string> Heard =>
        [.. Only.Messages.Where(message => message is { Mine: false, Kind: MessageKind.Text }).Select(m => m.Text)];

    public IReadOnlyList<Message> Said => [.. Only.Messages.Where(message => message.Mine)];

    public bool AllDelivered => Said.All(message => message.State == MessageState.Delivered);

    public void AssertHealthy()
    {
        if (_client?.Fault is { } fault && !MayFault)
            throw new InvalidOperationException($"The engine of {name} had a fault.", fault);
    }

    public string Describe() =>
        _client is null
            ? $"{name} is away"
            : $"{name}: {_client.Server}, deposits {_client.Engine.Deposits?.IsReady}, unsynced {_client.Engine.Capabilities?.Unsynced.Count}, prekeys {_client.Engine.Profile?.PrekeysPublished}, {_client.Engine.Drops}, fault {_client.Fault}, "
                + string.Join(
                    "; ",
                    _client.Conversations.Select(c =>
                        $"{c.Name} {c.Contact.FirstContact} outbox [{string.Join(",", c.Outbox.Rows.Select(r => $"{r.Type} {(r.Message is null ? "plain" : "sealed")} {r.Expires:T}"))}] link {c.LinkState} "
                        + string.Join(",", c.Messages.Select(m => $"{(m.Mine ? ">" : "<")}{m.Text}:{m.State}"))
                    )
                );

    public override string ToString() => name;
}
