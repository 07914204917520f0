using Rubaru.Sodium;

namespace Rubaru.E2ee.Tests.Memory;

/// <summary>Two people who wipe as the rules say: after a commit the old state, after a refusal the new one.</summary>
internal sealed class Couple
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly ISodium _sodium;
    private readonly IdentityKeys _alice;
    private readonly IdentityKeys _bob;
    private readonly Prekey _signed;
    private readonly Prekey _kem;
    private readonly Prekey _mailbox;

    public Couple(ISodium sodium)
    {
        _sodium = sodium;
        _alice = IdentityKeys.Create(sodium);
        _bob = IdentityKeys.Create(sodium);
        _signed = Prekey.Create(sodium, _bob, PrekeyType.Signed, 1);
        _kem = Prekey.Create(sodium, _bob, PrekeyType.OneTime, 2);
        _mailbox = Prekey.Create(sodium, _bob, PrekeyType.Mailbox, 3);
        var bundle = new PrekeyBundle(_bob.Public, _signed.Public, _kem.Public, _mailbox.Public);
        A = Handshake.Initiate(sodium, _alice, bundle, _bob.Fingerprint, null);
        var first = RatchetMessage.TryRead(FromA())!;
        var accepted = Handshake.TryAccept(sodium, _bob, _alice.Fingerprint, first, _signed, _kem, new byte[32], Now);
        B = accepted!.Session;
    }

    public Session A { get; private set; }
    public Session B { get; private set; }

    public byte[] FromA()
    {
        var old = A;
        (A, var message, _) = old.Encrypt(_sodium, [1]);
        old.Wipe(A);
        return message;
    }

    public byte[] FromB()
    {
        var old = B;
        (B, var message, _) = old.Encrypt(_sodium, [1]);
        old.Wipe(B);
        return message;
    }

    public DecryptOutcome ToA(byte[] message)
    {
        var old = A;
        var decrypted = old.Decrypt(_sodium, _alice, RatchetMessage.TryRead(message)!, [], Now);
        A = decrypted.Next ?? old;
        old.Wipe(A);
        return decrypted.Outcome;
    }

    public DecryptOutcome ToB(byte[] message)
    {
        var old = B;
        var decrypted = old.Decrypt(_sodium, _bob, RatchetMessage.TryRead(message)!, [], Now);
        B = decrypted.Next ?? old;
        old.Wipe(B);
        return decrypted.Outcome;
    }

    /// <summary>Ends everything that has keys beside the sessions.</summary>
    public Couple WithoutPeople()
    {
        _alice.Dispose();
        _bob.Dispose();
        _signed.Wipe();
        _kem.Wipe();
        _mailbox.Wipe();
        return this;
    }

    public byte[][] Records() => [A.ToBytes(), B.ToBytes()];
}
