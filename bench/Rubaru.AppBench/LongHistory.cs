using Rubaru.App.Tests;
using Rubaru.Client;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.AppBench;

/// <summary>
/// The backup of somebody who has written for years: one long chat and many shorter ones. A browser gets it by restoring, as a
/// person does; nothing in the product is made for it.
/// </summary>
internal sealed class LongHistory(string origin) : IDeviceKey, IPeerConnections
{
    public const string Passphrase = "long nights fill many letters";

    private static readonly string[] Words =
        "chai garden umbrella station monday river window letter mango bicycle lantern market violin pepper harbour".Split(
            ' '
        );

    /// <param name="longest">Messages of the first chat.</param>
    /// <param name="chats">How many others there are.</param>
    /// <param name="each">Messages of each of them.</param>
    /// <returns>The bytes of the file.</returns>
    public async Task<byte[]> MakeAsync(int longest, int chats, int each)
    {
        var sodium = new NativeSodium();
        await using var store = new MemoryStore();
        await using var client = new ChatClient(
            new ClientPlatform(
                sodium,
                TimeProvider.System,
                store,
                this,
                this,
                new Uri(origin),
                (_, _) => throw new HttpRequestException("Nobody is asked.")
            )
        );
        await client.StartAsync();
        await client.CreateProfileAsync("Asha");
        await client.Engine.Thread.RunAsync(async () =>
        {
            for (var chat = 0; chat <= chats; chat++)
            {
                await AddAsync(client.Engine, sodium, chat == 0 ? "Bob" : $"Friend {chat}", chat == 0 ? longest : each);
            }
        });
        using var file = new MemoryStream();
        await client.BackUpAsync(bytes => file.WriteAsync(bytes).AsTask(), Passphrase);
        return file.ToArray();
    }

    public Task<byte[]> WrapAsync(byte[] associatedData, byte[] key) => Task.FromResult(key.ToArray());

    public Task<byte[]?> UnwrapAsync(byte[] associatedData, byte[] wrapped) =>
        Task.FromResult<byte[]?>(wrapped.ToArray());

    public Task EraseAsync(bool withRecords = false) => Task.CompletedTask;

    public Task<IPeerConnection> OpenAsync(PeerConnectionOptions options, IPeerConnectionEvents events) =>
        throw new NotSupportedException("Nobody is called.");

    public Task<IReadOnlyList<string>> GatherAsync(IReadOnlyList<IceServer> servers, bool relayOnly) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    private static async Task AddAsync(Engine engine, ISodium sodium, string name, int count)
    {
        using var other = IdentityKeys.Create(sodium);
        var contact = new Contact(
            other.Fingerprint,
            name,
            null,
            other.Public.Bytes,
            null,
            1,
            1,
            [],
            [],
            FirstContact.Complete,
            null,
            engine.Time.GetUtcNow(),
            false,
            false,
            false,
            []
        );
        var conversation = Conversation.New(engine, contact);
        engine.Conversations.Add(other.Fingerprint, conversation);
        var first = engine.Time.GetUtcNow().AddMinutes(-count * 7);
        using var held = await engine.Lock.EnterAsync();
        for (var done = 0; done < count; )
        {
            // The first commit must write the contact as well: a step writes what differs.
            var step = new Step(engine, conversation) { Contact = contact with { OwnName = name } };
            for (var end = Math.Min(count, done + 500); done < end; done++)
            {
                step.Append(Message(engine, done, first.AddMinutes(done * 7)));
            }

            await step.CommitAsync();
        }
    }

    private static Message Message(Engine engine, int number, DateTimeOffset sent)
    {
        var mine = number % 3 == 0;
        var words = string.Join(
            ' ',
            Enumerable.Range(0, 6 + number % 9).Select(i => Words[(number * 7 + i * i) % Words.Length])
        );
        var text = number % 10 == 0 ? $"{number}: कल शाम को चाय, {words}?" : $"{number}: {words}.";
        return new Message(
            engine.RandomNumber(),
            0,
            MessageKind.Text,
            mine,
            text,
            sent,
            sent,
            mine ? MessageState.Delivered : MessageState.Received,
            MessagePath.Direct,
            null,
            null,
            1_024
        );
    }
}
