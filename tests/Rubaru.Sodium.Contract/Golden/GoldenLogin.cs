using Rubaru.Wire;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>A login (protocol section 7.2) and a handover (11.1): what is signed, and the signatures, which Ed25519 makes the same each time.</summary>
/// <param name="Nonce">32 bytes of the server's Challenge.</param>
/// <param name="Seconds">Its time, since 1970.</param>
/// <param name="Handover">The text that both keys sign.</param>
internal sealed record GoldenLogin(
    byte[] Mailbox,
    byte[] Nonce,
    long Seconds,
    string Host,
    byte[] Seed,
    byte[] LoginKey,
    byte[] Login,
    byte[] Signature,
    byte[] NewSeed,
    byte[] NewLoginKey,
    byte[] Handover,
    byte[] OldSignature,
    byte[] NewSignature
)
{
    internal static GoldenLogin Create(ISodium sodium)
    {
        var (mailbox, nonce, seed, newSeed) = (new byte[16], new byte[32], new byte[32], new byte[32]);
        foreach (var bytes in new[] { mailbox, nonce, seed, newSeed })
        {
            sodium.Random(bytes);
        }

        var (key, secret) = Pair(sodium, seed);
        var (newKey, newSecret) = Pair(sodium, newSeed);
        const long Seconds = 1_800_000_000;
        const string Host = "rubaru.example:5080";
        var login = LoginChallenge.ToBeSigned(MailboxId.Read(mailbox), nonce, Seconds, Host);
        var handover = LoginChallenge.HandoverToBeSigned(MailboxId.Read(mailbox), newKey, nonce, Seconds, Host);
        return new GoldenLogin(
            mailbox,
            nonce,
            Seconds,
            Host,
            seed,
            key,
            login,
            Signed(sodium, secret, login),
            newSeed,
            newKey,
            handover,
            Signed(sodium, secret, handover),
            Signed(sodium, newSecret, handover)
        );
    }

    internal void Read(ISodium sodium)
    {
        var (key, secret) = Pair(sodium, Seed);
        var (newKey, newSecret) = Pair(sodium, NewSeed);
        Expect.Bytes(LoginKey, key);
        Expect.Bytes(NewLoginKey, newKey);

        var mailbox = MailboxId.Read(Mailbox);
        Expect.Bytes(Login, LoginChallenge.ToBeSigned(mailbox, Nonce, Seconds, Host));
        Expect.Bytes(Handover, LoginChallenge.HandoverToBeSigned(mailbox, NewLoginKey, Nonce, Seconds, Host));
        Expect.Bytes(Signature, Signed(sodium, secret, Login));
        Expect.Bytes(OldSignature, Signed(sodium, secret, Handover));
        Expect.Bytes(NewSignature, Signed(sodium, newSecret, Handover));
        Expect.True(sodium.Verify(LoginKey, Login, Signature), "the login verifies");
        Expect.True(sodium.Verify(LoginKey, Handover, OldSignature), "the old key signed the handover");
        Expect.True(sodium.Verify(NewLoginKey, Handover, NewSignature), "so did the new one");
        Expect.True(!sodium.Verify(LoginKey, Handover, Signature), "a login moves no mailbox");
    }

    private static (byte[] Public, byte[] Secret) Pair(ISodium sodium, byte[] seed)
    {
        var (publicKey, secretKey) = (new byte[32], new byte[64]);
        sodium.SignSeedKeyPair(seed, publicKey, secretKey);
        return (publicKey, secretKey);
    }

    private static byte[] Signed(ISodium sodium, byte[] secret, byte[] text)
    {
        var signature = new byte[64];
        sodium.Sign(secret, text, signature);
        return signature;
    }
}
