using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>The three secret keys of an account and their public halves (protocol section 2).</summary>
public sealed class IdentityKeys : IDisposable
{
    public IdentityPublic Public => throw new NotImplementedException();
    public Fingerprint Fingerprint => throw new NotImplementedException();

    public static IdentityKeys Create(ISodium sodium) => throw new NotImplementedException();

    /// <summary>Secret and public keys for the vault; the caller wipes the array.</summary>
    public byte[] ToBytes() => throw new NotImplementedException();

    public static IdentityKeys? TryRead(ISodium sodium, ReadOnlySpan<byte> bytes) =>
        throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
