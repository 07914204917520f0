using Rubaru.Client.Identity;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>An invite link, and what both people derive from its secret (protocol section 10).</summary>
/// <param name="Expires">Seconds since 1970.</param>
internal sealed record GoldenInvite(
    string Origin,
    byte Flags,
    byte[] Fingerprint,
    byte[] Mailbox,
    byte[] Secret,
    long Expires,
    string Name,
    string Link,
    byte[] Capability,
    ulong Id,
    byte[] Psk
)
{
    internal static GoldenInvite Create(ISodium sodium)
    {
        var (fingerprint, mailbox, secret) = (new byte[32], new byte[16], new byte[InviteLinkCodec.SecretSize]);
        sodium.Random(fingerprint);
        sodium.Random(mailbox);
        sodium.Random(secret);
        const byte Flags = InviteLinkCodec.StrictFlag | InviteLinkCodec.MultiUseFlag;
        var invite = new GoldenInvite(
            "https://rubaru.example",
            Flags,
            fingerprint,
            mailbox,
            secret,
            1_800_000_000,
            "Asha \u0905\u0936\u093E",
            "",
            [],
            0,
            []
        );
        var (capability, id, psk) = InviteSecrets.Derive(sodium, secret);
        return invite with { Link = InviteLinkCodec.Write(invite.Said), Capability = capability, Id = id, Psk = psk };
    }

    internal void Read(ISodium sodium)
    {
        Expect.True(InviteLinkCodec.Write(Said) == Link, "the link is written as it was");
        var (problem, link) = InviteLinkCodec.Read(Link);
        Expect.True(problem == InviteProblem.None && link is not null, "the link is read");
        Expect.True(link! with { Secret = Said.Secret } == Said with { Secret = Said.Secret }, "it says the same");
        Expect.Bytes(Secret, link!.Secret);

        var (capability, id, psk) = InviteSecrets.Derive(sodium, Secret);
        Expect.Bytes(Capability, capability);
        Expect.True(id == Id, "the invite_id");
        Expect.Bytes(Psk, psk);
    }

    private InviteLink Said =>
        new(
            Origin,
            Flags,
            E2ee.Fingerprint.Read(Fingerprint),
            MailboxId.Read(Mailbox),
            Secret,
            DateTimeOffset.FromUnixTimeSeconds(Expires),
            Name
        );
}
