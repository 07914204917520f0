using System.Runtime.CompilerServices;

namespace Rubaru.E2ee.Tests.Memory;

/// <summary>The real library, remembering (masked) every secret of 32 bytes or more that it gave out.</summary>
internal sealed class WitnessSodium : PassingSodium
{
    private readonly List<MaskedSecret> _secrets = [];

    public IReadOnlyCollection<MaskedSecret> Secrets => _secrets;

    public override void Random(Span<byte> buffer)
    {
        base.Random(buffer);
        Remember(buffer);
    }

    public override void HkdfExtract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> pseudorandomKey)
    {
        base.HkdfExtract(salt, inputKey, pseudorandomKey);
        // Without a salt it is a hash of the public parts of HPKE's context.
        if (!salt.IsEmpty)
        {
            Remember(pseudorandomKey);
        }
    }

    public override void HkdfExpand(ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> output)
    {
        base.HkdfExpand(pseudorandomKey, info, output);
        Remember(output);
    }

    public override void X25519KeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        base.X25519KeyPair(publicKey, secretKey);
        Remember(secretKey);
    }

    public override bool X25519(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, Span<byte> shared)
    {
        var agreed = base.X25519(secretKey, publicKey, shared);
        // With the scalar zero everybody can compute it: so keys are looked at for low-order points.
        if (!IsZero(secretKey))
        {
            Remember(shared);
        }

        return agreed;
    }

    public override void SignKeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        base.SignKeyPair(publicKey, secretKey);
        Remember(secretKey[..MaskedSecret.Size]);
    }

    public override void KemKeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        base.KemKeyPair(publicKey, secretKey);
        Remember(secretKey);
    }

    public override bool KemEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> shared)
    {
        var made = base.KemEncapsulate(publicKey, ciphertext, shared);
        Remember(shared);
        return made;
    }

    public override bool KemDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared)
    {
        var opened = base.KemDecapsulate(secretKey, ciphertext, shared);
        Remember(shared);
        return opened;
    }

    public override bool PasswordHash(
        ReadOnlySpan<byte> passphrase,
        ReadOnlySpan<byte> salt,
        uint passes,
        uint memoryKiB,
        Span<byte> key
    )
    {
        var made = base.PasswordHash(passphrase, salt, passes, memoryKiB, key);
        Remember(key);
        return made;
    }

    private void Remember(ReadOnlySpan<byte> secret, [CallerMemberName] string call = "")
    {
        for (var at = 0; at + MaskedSecret.Size <= secret.Length; at += MaskedSecret.Size)
        {
            // A failed call zeroes its output, and zeros are everywhere.
            if (!IsZero(secret.Slice(at, MaskedSecret.Size)))
            {
                _secrets.Add(MaskedSecret.Of($"{call} number {_secrets.Count}, from byte {at}", secret[at..]));
            }
        }
    }

    /// <summary>Byte by byte: from a vector register a secret could get onto the stack by way of the runtime.</summary>
    private static bool IsZero(ReadOnlySpan<byte> bytes)
    {
        var bits = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            bits |= bytes[i];
        }

        return bits == 0;
    }
}
