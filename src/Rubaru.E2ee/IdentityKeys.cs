using System.Formats.Cbor;
using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>The three secret keys of an account and their public halves (protocol section 2).</summary>
public sealed class IdentityKeys : IDisposable
{
    private const uint RecordVersion = 1;

    private readonly byte[] _signing = new byte[KeySizes.Ed25519Secret];
    private readonly byte[] _dh = new byte[KeySizes.X25519];
    private readonly byte[] _kem = new byte[KeySizes.KemSecret];
    private bool _disposed;

    private IdentityKeys(ISodium sodium, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> dh, ReadOnlySpan<byte> kem)
    {
        Span<byte> signingPublic = stackalloc byte[KeySizes.Ed25519Public];
        Span<byte> dhPublic = stackalloc byte[KeySizes.X25519];
        Span<byte> kemPublic = stackalloc byte[KeySizes.KemPublic];
        sodium.SignSeedKeyPair(seed, signingPublic, _signing);
        dh.CopyTo(_dh);
        sodium.X25519Public(_dh, dhPublic);
        sodium.KemSeedKeyPair(kem, kemPublic, _kem);
        Public = IdentityPublic.From(signingPublic, dhPublic, kemPublic);
        Fingerprint = Public.Fingerprint(sodium);
    }

    public IdentityPublic Public { get; }
    public Fingerprint Fingerprint { get; }

    internal ReadOnlySpan<byte> SigningSecret => Alive(_signing);
    internal ReadOnlySpan<byte> DhSecret => Alive(_dh);
    internal ReadOnlySpan<byte> KemSecret => Alive(_kem);

    public static IdentityKeys Create(ISodium sodium)
    {
        // Three independent draws: no key is derived from another (section 2, no reuse across algorithms).
        Span<byte> secrets = stackalloc byte[96];
        sodium.Random(secrets);
        var keys = new IdentityKeys(sodium, secrets[..32], secrets[32..64], secrets[64..]);
        CryptographicOperations.ZeroMemory(secrets);
        return keys;
    }

    /// <summary>Secret and public keys for the vault; the caller wipes the array.</summary>
    public byte[] ToBytes()
    {
        var writer = new CborWriter(CborConformanceMode.Canonical, initialCapacity: 2048);
        writer.WriteStartMap(5);
        writer.WriteUInt32(1);
        writer.WriteUInt32(RecordVersion);
        writer.WriteUInt32(2);
        writer.WriteByteString(SigningSecret[..KeySizes.Ed25519Seed]);
        writer.WriteUInt32(3);
        writer.WriteByteString(DhSecret);
        writer.WriteUInt32(4);
        writer.WriteByteString(KemSecret);
        writer.WriteUInt32(5);
        writer.WriteByteString(Public.Bytes);
        writer.WriteEndMap();
        var bytes = writer.Encode();
        writer.Reset(); // clears its buffer
        return bytes;
    }

    /// <returns><c>null</c> unless all keys are there and the public ones belong to the secret ones. Never throws.</returns>
    public static IdentityKeys? TryRead(ISodium sodium, ReadOnlySpan<byte> bytes)
    {
        using var record = CborRecord.TryRead(bytes, Limits.MaxIdentityRecord);
        if (
            record is null
            || record.Number(1) != RecordVersion
            || record.Bytes(2, KeySizes.Ed25519Seed) is not { } seed
            || record.Bytes(3, KeySizes.X25519) is not { } dh
            || record.Bytes(4, KeySizes.KemSecret) is not { } kem
            || record.Bytes(5, IdentityPublic.Size) is not { } publicKeys
        )
        {
            return null;
        }

        var keys = new IdentityKeys(sodium, seed, dh, kem);
        if (publicKeys.AsSpan().SequenceEqual(keys.Public.Bytes))
        {
            return keys;
        }

        keys.Dispose();
        return null;
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_signing);
        CryptographicOperations.ZeroMemory(_dh);
        CryptographicOperations.ZeroMemory(_kem);
    }

    public override string ToString() => $"IdentityKeys {Fingerprint}";

    private ReadOnlySpan<byte> Alive(byte[] secret)
    {
        // A wiped key is a known key: using it would be worse than failing.
        ObjectDisposedException.ThrowIf(_disposed, this);
        return secret;
    }
}
