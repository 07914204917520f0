using System.Buffers.Binary;
using System.Net.WebSockets;
using Rubaru.Client;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.AppBench;

/// <summary>
/// The profile of somebody who has used the app for long: 200 contacts and 10,000 messages, 50 in each chat. The contacts
/// are gone, so that a start is measured and not 200 handshakes with nobody; there are no sessions, but they are looked for.
/// </summary>
internal sealed class LargeProfile(ISodium sodium, Uri origin)
{
    public const int Chats = 200;
    public const int Messages = 10_000;
    public const string Passphrase = "nine herons wade at dusk";
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

    public SortedStore Store { get; } = new();
    private MemoryDeviceKey DeviceKey { get; } = new(sodium);

    public ChatClient NewClient() =>
        new(
            new ClientPlatform(
                sodium,
                TimeProvider.System,
                Store,
                DeviceKey,
                new NoPeers(),
                origin,
                (_, _) => Task.FromException<WebSocket>(new WebSocketException("There is no server here."))
            )
        );

    public async Task FillAsync()
    {
        await using (var client = NewClient())
        {
            await client.StartAsync();
            await client.CreateProfileAsync("Asha");
        }

        using var vault =
            await Vault.TryOpenAsync(sodium, Store, DeviceKey)
            ?? throw new InvalidOperationException("The profile does not open.");
        var records = new Records(vault, Store);
        for (var chat = 0; chat < Chats; chat++)
        {
            var transaction = new Transaction(vault, Store, Schema.Current.Version);
            AddChat(transaction, records, chat);
            await transaction.CommitAsync();
        }
    }

    /// <summary>The same as a backup, for a browser to restore.</summary>
    public async Task<byte[]> BackUpAsync()
    {
        await using var client = NewClient();
        await client.StartAsync();
        using var file = new MemoryStream();
        var summary = await client.BackUpAsync(
            bytes =>
            {
                file.Write(bytes.Span);
                return Task.CompletedTask;
            },
            Passphrase
        );
        return summary is { Chats: Chats, Messages: Messages }
            ? file.ToArray()
            : throw new InvalidOperationException($"{summary.Chats} chats, {summary.Messages} messages");
    }

    private void AddChat(Transaction transaction, Records records, int chat)
    {
        using var identity = IdentityKeys.Create(sodium);
        var capabilities = new Capabilities(sodium, records);
        var key = records.Contact(identity.Fingerprint);
        new Contact(
            identity.Fingerprint,
            $"Contact {chat + 1}",
            null,
            identity.Public.Bytes.ToArray(),
            null,
            1,
            1,
            capabilities.IssueTo(transaction, identity.Fingerprint, DepositClass.Stored),
            capabilities.IssueTo(transaction, identity.Fingerprint, DepositClass.Transient),
            FirstContact.Complete,
            null,
            Begin,
            Gone: true,
            UpdateDue: false,
            SetUpAgain: false,
            []
        ).Write(transaction, key);
        const int Each = Messages / Chats;
        for (var i = 0; i < Each; i++)
        {
            var at = Begin.AddHours(chat).AddMinutes(i);
            var mine = i % 2 == 0;
            var id = new byte[16];
            sodium.Random(id);
            var message = new Message(
                BinaryPrimitives.ReadUInt128BigEndian(id),
                i + 1,
                MessageKind.Text,
                mine,
                $"Message {i + 1} of chat {chat + 1}: the late train was almost empty, and the tea is still warm.",
                at,
                at,
                mine ? MessageState.Delivered : MessageState.Received,
                MessagePath.Direct,
                null,
                null,
                1024
            );
            var order = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(order, i + 1);
            transaction.Put(Table.Messages, [.. key, .. order], new StoredMessage(message, (ulong)i + 1).ToBytes());
        }

        new Tally(Each + 1, Each + 1, 1, 0).Write(transaction, key);
    }

    private sealed class NoPeers : IPeerConnections
    {
        public Task<IPeerConnection> OpenAsync(PeerConnectionOptions options, IPeerConnectionEvents events) =>
            Task.FromException<IPeerConnection>(new NotSupportedException("There are no peers here."));

        public Task<IReadOnlyList<string>> GatherAsync(IReadOnlyList<IceServer> servers, bool relayOnly) =>
            Task.FromResult<IReadOnlyList<string>>([]);
    }
}
