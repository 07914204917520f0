namespace Rubaru.Client.Storage;

/// <summary>
/// The device slot of the vault (protocol section 11): AES-256-GCM under a key that cannot leave the browser
/// (non-extractable CryptoKey in IndexedDB), made at first use. Native: a key file of mode 0600.
/// </summary>
public interface IDeviceKey
{
    /// <returns>iv(12) || ciphertext || tag(16).</returns>
    Task<byte[]> WrapAsync(byte[] associatedData, byte[] key);

    /// <returns><c>null</c> when the key is gone or another.</returns>
    Task<byte[]?> UnwrapAsync(byte[] associatedData, byte[] wrapped);

    /// <summary>Destroys the key, so that nothing sealed under it can be opened again.</summary>
    /// <param name="withRecords">
    /// The records were erased too: what the device's files still hold of them is driven out, also where there was no key.
    /// </param>
    Task EraseAsync(bool withRecords = false);
}
