using System.Runtime.InteropServices.JavaScript;
using Rubaru.Sodium.Contract;

namespace Rubaru.Sodium.Browser;

/// <summary>
/// Calls through sodium.js while a watching libsodium (WatchingLibsodium of the tests) looks at the memory it gave away:
/// after every call, also a failed one, all of it must be zeros again.
/// </summary>
internal static partial class ScratchArea
{
    internal static List<Outcome> Run(ISodium sodium)
    {
        var (key, nonce, plaintext) = (Bytes(sodium, 32), Bytes(sodium, 12), Bytes(sodium, 1000));
        var ciphertext = new byte[1016];
        var (pk, sk, shared) = (new byte[32], new byte[32], new byte[32]);
        return
        [
            After("encryption", () => sodium.AeadEncrypt(key, nonce, key, plaintext, ciphertext)),
            After("decryption", () => sodium.AeadDecrypt(key, nonce, key, ciphertext, plaintext)),
            After("a decryption that failed", () => sodium.AeadDecrypt(key, nonce, [], ciphertext, plaintext)),
            After("a key pair", () => sodium.X25519KeyPair(pk, sk)),
            After("an agreement", () => sodium.X25519(sk, pk, shared)),
            After("an agreement that failed", () => sodium.X25519(sk, new byte[32], shared)),
            After("a derivation", () => sodium.HkdfExtract(nonce, key, shared)),
            After("a call that needed its own memory", () => Large(sodium, key, nonce)),
            After("a password hash", () => PasswordHash(sodium, key)),
            After("a call that threw", () => Throws(() => sodium.Sha512(key, new byte[64]))),
            Outcome.Of("The memory that was watched was used", Used),
        ];
    }

    private static Outcome After(string what, Action call) =>
        Outcome.Of(
            $"Nothing is left after {what}",
            () =>
            {
                call();
                var dirty = Dirty();
                if (dirty != 0)
                {
                    throw new CheckFailedException($"{dirty} bytes are not zero.");
                }
            }
        );

    private static void Large(ISodium sodium, byte[] key, byte[] nonce)
    {
        var plaintext = Bytes(sodium, 1 << 20);
        sodium.AeadEncrypt(key, nonce, [], plaintext, new byte[plaintext.Length + 16]);
    }

    private static void PasswordHash(ISodium sodium, byte[] passphrase)
    {
        // The first call lets the heap grow, which leaves nothing but zeros; what Argon2 wrote would be all of 16 MiB.
        var before = Heap();
        sodium.PasswordHash(passphrase, passphrase.AsSpan(0, 16), 1, 16 * 1024, new byte[32]);
        if (Heap() - before > 64 * 1024)
        {
            throw new CheckFailedException($"{Heap() - before} bytes more than before are not zero.");
        }
    }

    private static void Throws(Action call)
    {
        try
        {
            call();
        }
        catch (JSException)
        {
            return;
        }

        throw new CheckFailedException("The watching libsodium did not throw.");
    }

    private static void Used()
    {
        if (DirtyDuringCalls() == 0)
        {
            throw new CheckFailedException("No call had anything in it.");
        }
    }

    private static byte[] Bytes(ISodium sodium, int length)
    {
        var bytes = new byte[length];
        sodium.Random(bytes);
        return bytes;
    }

    [JSImport("globalThis.watch.dirty")]
    private static partial int Dirty();

    [JSImport("globalThis.watch.heap")]
    private static partial int Heap();

    [JSImport("globalThis.watch.dirtyDuringCalls")]
    private static partial int DirtyDuringCalls();
}
