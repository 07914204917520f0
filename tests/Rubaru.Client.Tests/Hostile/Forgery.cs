using System.Buffers.Binary;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Client.Tests.Hostile;

/// <summary>
/// What a server can make by itself. It knows the public keys that its accounts published, so it can compute everybody's
/// fingerprint and seal envelopes to everybody; HPKE base mode does not say who sealed (protocol section 7.1).
/// </summary>
internal static class Forgery
{
    /// <summary>The smallest ratchet message.</summary>
    private const int MessageSize = 2923;

    /// <summary>An envelope for <paramref name="victim"/> "from" <paramref name="claimed"/> with a ratchet message of the server's own.</summary>
    public static byte[] Envelope(
        ISodium sodium,
        HostileServer server,
        Person victim,
        Fingerprint claimed,
        ReadOnlySpan<byte> message
    )
    {
        var key =
            SignedPrekey.TryRead(PrekeyType.Mailbox, server.Published(victim).MailboxKey)
            ?? throw new InvalidOperationException("Nothing was published.");
        return SealedEnvelope.Seal(sodium, key, MailboxOf(server, victim), claimed, message);
    }

    /// <summary>Well-formed, of an epoch without a handshake, of a session that nobody has.</summary>
    public static byte[] Message(ISodium sodium)
    {
        var message = new byte[MessageSize];
        sodium.Random(message);
        (message[0], message[1]) = (1, 0);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(18), 3);
        return message;
    }

    /// <summary>Computed from the published identity, as a server can.</summary>
    public static Fingerprint FingerprintOf(ISodium sodium, HostileServer server, Person person) =>
        (
            IdentityPublic.TryRead(server.Published(person).IdentityPublic)
            ?? throw new InvalidOperationException("Nothing was published.")
        ).Fingerprint(sodium);

    public static DepositId NewDeposit(ISodium sodium)
    {
        var id = new byte[DepositId.Size];
        sodium.Random(id);
        return DepositId.Read(id);
    }

    private static byte[] MailboxOf(HostileServer server, Person person) =>
        (
            server.From<Register>(person).Select(frame => (MailboxId?)frame.Mailbox).LastOrDefault()
            ?? server.From<Login>(person)[^1].Mailbox
        ).ToBytes();
}
