using System.Security.Cryptography;
using Rubaru.Client;
using Rubaru.Client.Storage;
using Rubaru.Client.Transport;
using Rubaru.Sodium;

namespace Rubaru.App.Tests.Pages;

/// <summary>A real profile without a server, and a device key that can be lost.</summary>
internal sealed class LockedProfile(TimeProvider time) : IDeviceKey, IPeerConnections
{
    private byte[] key = RandomNumberGenerator.GetBytes(32);

    public const string Passphrase = "kitchen ladder monster hour";

    public MemoryStore Store { get; } = new();

    public async Task<ChatClient> OpenAsync()
    {
        var client = new ChatClient(
            new ClientPlatform(
                new NativeSodium(),
                time,
                Store,
                this,
                this,
                new Uri("http://localhost:5080"),
                (_, _) => throw new HttpRequestException("There is no server here.")
            )
        );
        await client.StartAsync();
        return client;
    }

    /// <summary>The client of an app that was started with a passphrase set.</summary>
    public async Task<ChatClient> LockAsync(bool words = false)
    {
        await using (var client = await OpenAsync())
        {
            await client.CreateProfileAsync("Asha");
            if (words)
            {
                Words = await client.AppLock.MakeWordsAsync();
            }

            await client.AppLock.SetPassphraseAsync(Passphrase);
        }

        return await OpenAsync();
    }

    public string[] Words { get; private set; } = [];

    public Task<byte[]> WrapAsync(byte[] associatedData, byte[] secret) =>
        Task.FromResult<byte[]>([.. key.Zip(secret, (a, b) => (byte)(a ^ b))]);

    public Task<byte[]?> UnwrapAsync(byte[] associatedData, byte[] wrapped) =>
        Task.FromResult<byte[]?>([.. key.Zip(wrapped, (a, b) => (byte)(a ^ b))]);

    public Task EraseAsync(bool withRecords = false)
    {
        key = RandomNumberGenerator.GetBytes(32);
        return Task.CompletedTask;
    }

    Task<IPeerConnection> IPeerConnections.OpenAsync(PeerConnectionOptions options, IPeerConnectionEvents events) =>
        throw new NotSupportedException("Nobody is called here.");

    public Task<IReadOnlyList<string>> GatherAsync(IReadOnlyList<Wire.IceServer> servers, bool relayOnly) =>
        Task.FromResult<IReadOnlyList<string>>([]);
}
