using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>CK of one epoch and direction (protocol section 5.3). Immutable until wiped; may be shared between states.</summary>
internal sealed class ChainKey(byte[] key)
{
    public const int Size = 32;

    public ReadOnlySpan<byte> Bytes => key;

    /// <summary>mk = HMAC(CK, 0x01).</summary>
    public void MessageKey(ISodium sodium, Span<byte> messageKey) => sodium.HkdfExtract(key, [0x01], messageKey);

    /// <summary>CK = HMAC(CK, 0x02).</summary>
    public ChainKey Next(ISodium sodium)
    {
        var next = new byte[Size];
        sodium.HkdfExtract(key, [0x02], next);
        return new ChainKey(next);
    }

    public void Wipe() => CryptographicOperations.ZeroMemory(key);
}
