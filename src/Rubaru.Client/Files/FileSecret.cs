using System.Security.Cryptography;
using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Files;

/// <summary>
/// Key and nonce of one file (protocol section 12), and the name of its sealed copy on this device. The name is random
/// and never the peer's file_id: otherwise a contact could name the copy of somebody else's file.
/// </summary>
/// <param name="key">32 bytes, for this plaintext only.</param>
/// <param name="nonce">16 bytes.</param>
public sealed class FileSecret(UInt128 name, byte[] key, byte[] nonce)
{
    public const int KeySize = 32;

    /// <summary>"payload" of section 12.</summary>
    public static ReadOnlySpan<byte> Info => "payload"u8;

    public UInt128 Name => name;
    public byte[] Key => key;
    public byte[] Nonce => nonce;

    public static FileSecret Create(ISodium sodium, UInt128 name)
    {
        var (key, nonce) = (new byte[KeySize], new byte[FileCipher.NonceSize]);
        sodium.Random(key);
        sodium.Random(nonce);
        return new FileSecret(name, key, nonce);
    }

    public FileCipher Cipher(ISodium sodium) => new(sodium, key, nonce, Info);

    internal void Wipe() => CryptographicOperations.ZeroMemory(key);
}
