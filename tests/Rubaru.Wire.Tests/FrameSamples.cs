using CsCheck;

namespace Rubaru.Wire.Tests;

/// <summary>Random frames of every kind, and one fixed frame of every kind for the golden bytes.</summary>
internal static class FrameSamples
{
    private static readonly Gen<uint> Number = Gen.UInt;
    private static readonly Gen<long> Time = Gen.Long[0, Limits.MaxUnixSeconds];
    private static readonly Gen<byte[]> Hash = Gen.Byte.Array[32];
    private static readonly Gen<byte[]> Signature = Gen.Byte.Array[64];
    private static readonly Gen<byte[]> KemKey = Gen.Byte.Array[Limits.SignedKemKeySize];
    private static readonly Gen<UInt128> Id = Gen.Select(Gen.ULong, Gen.ULong, (a, b) => new UInt128(a, b));
    private static readonly Gen<DepositClass> Class = Gen.OneOf(DepositClass.Stored, DepositClass.Transient);
    private static readonly Gen<Refusal> Reason = Gen.OneOf(Enum.GetValues<Refusal>()[1..]);
    private static readonly Gen<byte[]> Envelope = Gen.OneOf(Limits.EnvelopeSizes)
        .SelectMany(size => Gen.Byte.Select(b => Pattern(size, b)));

    private static readonly Gen<byte[]> PushPoint = Gen.Byte.Array[Limits.PushKeySize];

    private static readonly Gen<IceServer> IceServer = Gen.Select(
        Ascii(1, Limits.MaxIceUrl),
        Ascii(0, Limits.MaxIceSecret),
        Ascii(0, Limits.MaxIceSecret),
        (url, user, credential) => new IceServer(url, user, credential)
    );

    public static readonly Gen<Frame> Any = Gen.OneOf(
        Number.Select(n => (Frame)new Ping(n)),
        Number.Select(n => (Frame)new Pong(n)),
        Gen.Select(Number, Reason, (n, r) => (Frame)new Refused(n, r)),
        Number.Select(n => (Frame)new Done(n)),
        Gen.Select(Hash, Time, (n, t) => (Frame)new Challenge(n, t)),
        Gen.Select(Id, Signature, (m, s) => (Frame)new Login(new MailboxId(m), s)),
        Gen.Select(Id, Hash, Signature, (m, k, s) => (Frame)new Register(new MailboxId(m), k, s)),
        Gen.Select(Number, Number, Gen.Bool, (r, o, c) => (Frame)new LoggedIn(r, o, c)),
        Gen.Select(
            Number,
            Hash,
            Gen.OneOf(DepositClass.Stored, DepositClass.Transient, DepositClass.Stored | DepositClass.Transient),
            Number,
            Number,
            Time,
            (n, h, c, d, b, t) => (Frame)new PutCapability(n, h, c, d, b, t)
        ),
        Gen.Select(
            Number,
            Hash,
            Gen.OneOf(Refusal.CapabilityUsed, Refusal.CapabilityRevoked, Refusal.CapabilityWithdrawn),
            (n, h, s) => (Frame)new DropCapability(n, h, s)
        ),
        Gen.Select(
            Number,
            Gen.Byte.Array[Limits.IdentityPublicSize],
            Gen.Byte.Array[Limits.SignedPrekeySize],
            KemKey,
            KemKey,
            KemKey.Array[0, 3],
            (n, i, s, l, m, o) => (Frame)new PutPrekeys(n, i, s, l, m, o)
        ),
        Number.Select(n => (Frame)new PrekeyCount(n)),
        Gen.Select(Number, Number, (n, c) => (Frame)new PrekeyCountIs(n, c)),
        Gen.Select(
            Id,
            Gen.Byte.Array[Limits.SlotSize],
            Class,
            Envelope,
            (d, s, c, e) => (Frame)new Delivery(new DepositId(d), s, c, e)
        ),
        Id.Select(d => (Frame)new Acknowledge(new DepositId(d))),
        Gen.Select(
            Id,
            Hash,
            Class,
            Number,
            Hash,
            Envelope,
            (d, cap, c, t, w, e) => (Frame)new Deposit(new DepositId(d), cap, c, t, w, e)
        ),
        Gen.Select(
            Id,
            Gen.OneOf(Enum.GetValues<DepositOutcome>()),
            Time,
            (d, o, t) => (Frame)new Accepted(new DepositId(d), o, t)
        ),
        Gen.Select(
            Id,
            Reason,
            KemKey,
            (d, r, k) => (Frame)new DepositRefused(new DepositId(d), r, r == Refusal.StaleMailboxKey ? k : [])
        ),
        Gen.Select(Number, Hash, (n, c) => (Frame)new FetchBundle(n, c)),
        Gen.Select(Number, Hash, (n, c) => (Frame)new CheckBundle(n, c)),
        Gen.Select(Number, Gen.Byte.Array[Limits.BundleSize], (n, b) => (Frame)new Bundle(n, b)),
        Gen.Select(Number, Hash, (n, c) => (Frame)new FetchMailboxKey(n, c)),
        Gen.Select(Number, KemKey, (n, k) => (Frame)new MailboxKey(n, k)),
        Gen.Select(Number, Hash, (n, c) => (Frame)new Presence(n, c)),
        Gen.Select(Number, Gen.Bool, (n, b) => (Frame)new PresenceIs(n, b)),
        Gen.Select(Number, Hash, (n, c) => (Frame)new Knock(n, c)),
        Gen.Select(Number, Gen.OneOf(Enum.GetValues<KnockOutcome>()), (n, o) => (Frame)new KnockSent(n, o)),
        Gen.Select(Number, Id, Gen.Byte.Array[16], (n, d, w) => (Frame)new Withdraw(n, new DepositId(d), w)),
        Gen.Select(Number, Gen.OneOf(Enum.GetValues<WithdrawOutcome>()), (n, o) => (Frame)new WithdrawIs(n, o)),
        Number.Select(n => (Frame)new FetchPushKey(n)),
        Gen.Select(Number, Gen.Bool, PushPoint, (n, on, k) => (Frame)new PushKey(n, on ? k : [])),
        Gen.Select(
            Number,
            Ascii(1, Limits.MaxPushEndpoint),
            PushPoint,
            Gen.Byte.Array[16],
            (n, e, k, s) => (Frame)new PutSubscription(n, e, k, s)
        ),
        Number.Select(n => (Frame)new DropSubscription(n)),
        Number.Select(n => (Frame)new TestPush(n)),
        Gen.Select(
            Number,
            Gen.OneOf(Enum.GetValues<PushOutcome>()),
            Gen.UShort,
            (n, o, s) => (Frame)new PushTested(n, o, s)
        ),
        Number.Select(n => (Frame)new FetchIceServers(n)),
        Gen.Select(Number, Number, IceServer.Array[0, 16], (n, l, s) => (Frame)new IceServers(n, l, s)),
        Gen.Byte.Array[Limits.SlotSize].Select(s => (Frame)new Knocked(s)),
        Number.Select(n => (Frame)new FetchFileLimit(n)),
        Gen.Select(Number, Number, (n, b) => (Frame)new FileLimitIs(n, b)),
        Gen.Select(Id, Hash, Signature, Signature, (m, k, o, n) => (Frame)new Handover(new MailboxId(m), k, o, n))
    );

    private static Gen<string> Ascii(int least, int most) => Gen.String[Gen.Char['!', '~'], least, most];

    /// <summary>Bytes start, start + 1, ... so that a golden frame shows where each field stands.</summary>
    public static byte[] Pattern(int size, byte start)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
        {
            bytes[i] = (byte)(start + i);
        }
        return bytes;
    }
}
