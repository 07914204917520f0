using Rubaru.Client.Storage;
using Rubaru.Sodium;

namespace Rubaru.Client.Tests.World;

/// <summary>Wraps like the browser's non-extractable key, with an AEAD of libsodium instead of AES-GCM.</summary>
internal sealed class MemoryDeviceKey(ISodium sodium) : IDeviceKey
{
    private readonly byte[] _key = Random(sodium, KeySizes.AeadKey);

    public bool IsErased { get; private set; }

    public Task<byte[]> WrapAsync(byte[] associatedData, byte[] key)
    {
        var iv = Random(sodium, KeySizes.AeadNonce);
        var box = new byte[key.Length + KeySizes.AeadTag];
        sodium.AeadEncrypt(_key, iv, associatedData, key, box);
        return Task.FromResult<byte[]>([.. iv, .. box]);
    }

    public Task<byte[]?> UnwrapAsync(byte[] associatedData, byte[] wrapped)
    {
        var key = new byte[wrapped.Length - KeySizes.AeadNonce - KeySizes.AeadTag];
        var iv = wrapped.AsSpan(0, KeySizes.AeadNonce);
        var opened = sodium.AeadDecrypt(_key, iv, associatedData, wrapped.AsSpan(KeySizes.AeadNonce), key);
        return Task.FromResult(opened && !IsErased ? key : null);
    }

    public Task EraseAsync()
    {
        IsErased = true;
        return Task.CompletedTask;
    }

    private static byte[] Random(ISodium sodium, int size)
    {
        var bytes = new byte[size];
        sodium.Random(bytes);
        return bytes;
    }
}
