using Rubaru.Sodium;

namespace Rubaru.E2ee.Tests;

/// <summary>A person with identity and one prekey of each kind, all secrets at hand.</summary>
internal sealed class Party
{
    public static readonly ISodium Sodium = new NativeSodium();
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    public static readonly byte[] NoPsk = new byte[32];

    public Party(PrekeyType kem = PrekeyType.OneTime)
    {
        Signed = Prekey.Create(Sodium, Identity, PrekeyType.Signed, 0x01020304);
        Kem = Prekey.Create(Sodium, Identity, kem, 0x11121314);
        Mailbox = Prekey.Create(Sodium, Identity, PrekeyType.Mailbox, 0x21222324);
    }

    public IdentityKeys Identity { get; } = IdentityKeys.Create(Sodium);
    public Prekey Signed { get; }
    public Prekey Kem { get; }
    public Prekey Mailbox { get; }
    public Fingerprint Fingerprint => Identity.Fingerprint;
    public PrekeyBundle Bundle => new(Identity.Public, Signed.Public, Kem.Public, Mailbox.Public);

    public Session Initiate(Party peer, HandshakeInvite? invite = null) =>
        Handshake.Initiate(Sodium, Identity, peer.Bundle, peer.Fingerprint, invite);

    public Accepted? Accept(Party sender, byte[] message, byte[]? psk = null) =>
        RatchetMessage.TryRead(message) is { } parsed
            ? Handshake.TryAccept(Sodium, Identity, sender.Fingerprint, parsed, Signed, Kem, psk ?? NoPsk, Now)
            : null;

    public Decrypted Decrypt(
        Session session,
        byte[] message,
        ReadOnlySpan<byte> accepted = default,
        DateTimeOffset? now = null
    ) =>
        RatchetMessage.TryRead(message) is { } parsed
            ? session.Decrypt(Sodium, Identity, parsed, accepted, now ?? Now)
            : new Decrypted(DecryptOutcome.Rejected, null, null);
}

/// <summary>Two people and their sessions; every step commits.</summary>
internal sealed class Pair
{
    public Party Alice { get; } = new();
    public Party Bob { get; } = new();
    public Session A { get; set; } = null!;
    public Session B { get; set; } = null!;

    /// <summary>Handshake done: B accepted A's first message.</summary>
    public static Pair Accepted(byte[]? first = null)
    {
        var pair = new Pair();
        pair.A = pair.Alice.Initiate(pair.Bob);
        var accepted = pair.Bob.Accept(pair.Alice, pair.FromA(first ?? [1]))!;
        pair.B = accepted.Session;
        return pair;
    }

    /// <summary>After <paramref name="turns"/> more messages, alternating, B first.</summary>
    public static Pair After(int turns)
    {
        var pair = Accepted();
        for (var turn = 0; turn < turns; turn++)
        {
            if (turn % 2 == 0)
            {
                pair.ToA(pair.FromB([2]));
            }
            else
            {
                pair.ToB(pair.FromA([3]));
            }
        }

        return pair;
    }

    public byte[] FromA(byte[] content)
    {
        var encrypted = A.Encrypt(Party.Sodium, content);
        A = encrypted.Next;
        return encrypted.Message;
    }

    public byte[] FromB(byte[] content)
    {
        var encrypted = B.Encrypt(Party.Sodium, content);
        B = encrypted.Next;
        return encrypted.Message;
    }

    public Decrypted ToA(byte[] message, byte[]? accepted = null, DateTimeOffset? now = null)
    {
        var decrypted = Alice.Decrypt(A, message, accepted, now);
        A = decrypted.Next ?? A;
        return decrypted;
    }

    public Decrypted ToB(byte[] message, byte[]? accepted = null, DateTimeOffset? now = null)
    {
        var decrypted = Bob.Decrypt(B, message, accepted, now);
        B = decrypted.Next ?? B;
        return decrypted;
    }
}
