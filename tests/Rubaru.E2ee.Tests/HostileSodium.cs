using Rubaru.Sodium;

namespace Rubaru.E2ee.Tests;

/// <summary>The library of somebody who publishes keys that cannot be used, each kind on demand.</summary>
internal sealed class HostileSodium : RecordingSodium
{
    public bool SpoilEphemeral { get; set; }
    public bool SpoilDhIdentity { get; set; }
    public bool SpoilKemIdentity { get; set; }
    public bool SpoilRatchetKey { get; set; }

    public override void X25519KeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        base.X25519KeyPair(publicKey, secretKey);
        if (SpoilEphemeral)
        {
            publicKey.Clear();
        }
    }

    public override void X25519Public(ReadOnlySpan<byte> secretKey, Span<byte> publicKey)
    {
        base.X25519Public(secretKey, publicKey);
        if (SpoilDhIdentity)
        {
            publicKey.Clear();
        }
    }

    public override void KemKeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        base.KemKeyPair(publicKey, secretKey);
        if (SpoilRatchetKey)
        {
            publicKey[..KeySizes.X25519].Fill(0xFF);
        }
    }

    public override void KemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        base.KemSeedKeyPair(seed, publicKey, secretKey);
        if (SpoilKemIdentity)
        {
            publicKey[^KeySizes.X25519..].Clear();
        }
    }
}
