using Rubaru.E2ee;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>Identity and prekeys with their secrets, and the bundle a server would hand out (protocol section 2).</summary>
internal sealed record GoldenPerson(
    byte[] Identity,
    byte[] Fingerprint,
    byte[] Signed,
    byte[] OneTime,
    byte[] LastResort,
    byte[] Mailbox,
    byte[] Bundle
)
{
    internal static GoldenPerson Create(ISodium sodium)
    {
        using var identity = IdentityKeys.Create(sodium);
        var signed = Prekey.Create(sodium, identity, PrekeyType.Signed, 1);
        var oneTime = Prekey.Create(sodium, identity, PrekeyType.OneTime, 2);
        var lastResort = Prekey.Create(sodium, identity, PrekeyType.LastResort, 3);
        var mailbox = Prekey.Create(sodium, identity, PrekeyType.Mailbox, 4);
        var bundle = new PrekeyBundle(identity.Public, signed.Public, oneTime.Public, mailbox.Public);
        return new GoldenPerson(
            identity.ToBytes(),
            identity.Fingerprint.ToBytes(),
            signed.ToBytes(),
            oneTime.ToBytes(),
            lastResort.ToBytes(),
            mailbox.ToBytes(),
            bundle.ToBytes()
        );
    }

    internal Person Read(ISodium sodium)
    {
        var identity = IdentityKeys.TryRead(sodium, Identity) ?? throw new CheckFailedException("An identity.");
        Expect.Bytes(Fingerprint, identity.Fingerprint.ToBytes());
        Expect.Bytes(Identity, identity.ToBytes());

        var bundle = PrekeyBundle.TryRead(Bundle) ?? throw new CheckFailedException("A bundle.");
        Expect.True(bundle.Verify(sodium, identity.Fingerprint), "the bundle verifies");
        Expect.Bytes(Bundle, bundle.ToBytes());
        return new Person(
            identity,
            bundle,
            Own(sodium, Signed, PrekeyType.Signed, identity),
            Own(sodium, OneTime, PrekeyType.OneTime, identity),
            Own(sodium, LastResort, PrekeyType.LastResort, identity),
            Own(sodium, Mailbox, PrekeyType.Mailbox, identity)
        );
    }

    private static Prekey Own(ISodium sodium, byte[] bytes, PrekeyType type, IdentityKeys identity)
    {
        var prekey = Prekey.TryRead(sodium, bytes) ?? throw new CheckFailedException($"A {type} prekey.");
        Expect.True(prekey.Type == type, $"the type is {type}");
        Expect.True(prekey.Public.Verify(sodium, identity.Public), $"the {type} prekey verifies");
        Expect.Bytes(bytes, prekey.ToBytes());
        return prekey;
    }

    internal sealed record Person(
        IdentityKeys Identity,
        PrekeyBundle Bundle,
        Prekey Signed,
        Prekey OneTime,
        Prekey LastResort,
        Prekey Mailbox
    )
    {
        internal Fingerprint Fingerprint => Identity.Fingerprint;
    }
}
