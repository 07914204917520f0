namespace Rubaru.Client.Locking;

/// <summary>A passkey was made.</summary>
/// <param name="Credential">Its id, as the authenticator names it.</param>
/// <param name="Output">32 bytes: the PRF output for the salt that was asked for.</param>
public readonly record struct MadePasskey(byte[] Credential, byte[] Output);

/// <summary>Passkeys of the device that can compute a PRF (WebAuthn's extension <c>prf</c>).</summary>
public interface IPasskeys
{
    /// <summary>The browser knows the extension; whether an authenticator has it shows only when one is made.</summary>
    Task<bool> IsAvailableAsync();

    /// <param name="salt">32 bytes.</param>
    /// <returns><c>null</c> when the person cancelled, or the authenticator has no PRF.</returns>
    Task<MadePasskey?> CreateAsync(byte[] salt);

    /// <returns>The 32-byte PRF output; <c>null</c> when the person cancelled, or the passkey is gone.</returns>
    Task<byte[]?> ReadAsync(byte[] credential, byte[] salt);
}
