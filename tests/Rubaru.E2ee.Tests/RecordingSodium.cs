using System.Collections.Concurrent;

namespace Rubaru.E2ee.Tests;

/// <summary>The real library, remembering every AEAD key and nonce: encrypting twice under the same pair throws.</summary>
internal class RecordingSodium : PassingSodium
{
    private readonly ConcurrentDictionary<string, bool> _used = new();

    public int Encryptions => _used.Count;

    public override void AeadEncrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext
    )
    {
        if (!_used.TryAdd(Convert.ToHexString(key) + Convert.ToHexString(nonce), true))
        {
            throw new InvalidOperationException("An AEAD key and nonce were used twice.");
        }

        base.AeadEncrypt(key, nonce, associatedData, plaintext, ciphertext);
    }
}
