using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>
/// k = HKDF.Expand(mk, "Rubaru/1 mk" || r, 76): key, nonce and commitment of one message (protocol section 5.3).
/// Lives on the stack of one call and is wiped at its end.
/// </summary>
internal readonly ref struct MessageKey
{
    public const int Size = 32;

    private readonly Span<byte> _okm;

    /// <param name="okm">76 bytes of the caller's stack.</param>
    /// <param name="messageKey">mk of the chain.</param>
    /// <param name="random">r, 16 bytes of the message: no key repeats even when a rolled-back state repeats mk.</param>
    public MessageKey(ISodium sodium, Span<byte> okm, ReadOnlySpan<byte> messageKey, ReadOnlySpan<byte> random)
    {
        Span<byte> info = stackalloc byte[11 + RatchetMessage.RandomSize];
        _okm = okm;
        sodium.HkdfExpand(messageKey, new Concatenation(info).Add("Rubaru/1 mk"u8).Add(random).Bytes, okm);
    }

    public const int OkmSize = 76;

    public ReadOnlySpan<byte> Key => _okm[..32];
    public ReadOnlySpan<byte> Nonce => _okm[32..44];
    public ReadOnlySpan<byte> Commitment => _okm[44..76];

    public void Wipe() => CryptographicOperations.ZeroMemory(_okm);
}
