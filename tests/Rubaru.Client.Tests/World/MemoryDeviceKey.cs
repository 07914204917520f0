using Rubaru.Client.Storage;
using Rubaru.Sodium;

namespace Rubaru.Client.Tests.World;

/// <summary>Wraps like the browser's non-extractable key, with an AEAD of libsodium instead of AES-GCM.</summary>
internal sealed class MemoryDeviceKey(ISodium sodium) : IDeviceKey
{
    private byte[]? _key = Random(sodium, KeySizes.AeadKey);

    public bool IsErased => _key is null;

    /// <summary>The device was told to drive the erased records out of its files.</summary>
    public bool IsSwept { get; private set; }

    /// <summary>The array that was handed out last: whoever got it owns it and has to wipe it.</summary>
    public byte[]? HandedOut { get; private set; }

    public Task<byte[]> WrapAsync(byte[] associatedData, byte[] key)
    {
        _key ??= Random(sodium, KeySizes.AeadKey);
        var iv = Random(sodium, KeySizes.AeadNonce);
        var box = new byte[key.Length + KeySizes.AeadTag];
        sodium.AeadEncrypt(_key, iv, associatedData, key, box);
        return Task.FromResult<byte[]>([.. iv, .. box]);
    }

    public Task<byte[]?> UnwrapAsync(byte[] associatedData, byte[] wrapped)
    {
        if (_key is null)
            return Task.FromResult<byte[]?>(null);
        var key = new byte[wrapped.Length - KeySizes.AeadNonce - KeySizes.AeadTag];
        var iv = wrapped.AsSpan(0, KeySizes.AeadNonce);
        var opened = sodium.AeadDecrypt(_key, iv, associatedData, wrapped.AsSpan(KeySizes.AeadNonce), key);
        HandedOut = opened ? key : null;
        return Task.FromResult(HandedOut);
    }

    public Task EraseAsync(bool withRecords = false)
    {
        _key = null;
        IsSwept |= withRecords;
        return Task.CompletedTask;
    }

    private static byte[] Random(ISodium sodium, int size)
    {
        var bytes = new byte[size];
        sodium.Random(bytes);
        return bytes;
    }
}
