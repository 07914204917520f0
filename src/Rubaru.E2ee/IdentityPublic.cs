using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>0x01 || ik.sig.pk(32) || ik.dh.pk(32) || ik.kem.pk(1216) = 1281 bytes (protocol section 2).</summary>
public sealed class IdentityPublic
{
    public const int Size = 1281;

    private IdentityPublic(byte[] bytes) => Bytes = bytes;

    public byte[] Bytes { get; }
    public ReadOnlySpan<byte> SigningKey => Bytes.AsSpan(1, 32);
    public ReadOnlySpan<byte> DhKey => Bytes.AsSpan(33, 32);
    public ReadOnlySpan<byte> KemKey => Bytes.AsSpan(65, 1216);

    /// <returns><c>null</c> unless the size is 1281 and the version byte 0x01.</returns>
    public static IdentityPublic? TryRead(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    public Fingerprint Fingerprint(ISodium sodium) => throw new NotImplementedException();
}
