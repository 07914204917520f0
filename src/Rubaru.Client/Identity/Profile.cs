using System.Security.Cryptography;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Client.Identity;

/// <summary>Who I am: a name, the identity keys, and the mailbox with its login key (protocol sections 2, 7.2).</summary>
/// <param name="NextPrekey">The next prekey id: counts from a random start, so that ids do not tell how many there were.</param>
/// <param name="PrekeysPublished">The shelf of the server has been filled once.</param>
internal sealed record Profile(
    string Name,
    byte[] Identity,
    byte[] LoginPublic,
    byte[] LoginSecret,
    MailboxId Mailbox,
    uint NextPrekey,
    bool Registered,
    bool PrekeysPublished
)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(Profile);

    /// <summary>The main switch: strict is off until somebody turns it on.</summary>
    public DeliveryMode Mode { get; init; }

    /// <summary>Read receipts: sent only when on, shown only when on. Off until somebody turns them on.</summary>
    public bool ReadReceipts { get; init; }

    private static readonly byte[] _key = "me"u8.ToArray();

    public static Profile Create(ISodium sodium, string name, IdentityKeys identity)
    {
        var loginPublic = new byte[KeySizes.Ed25519Public];
        var loginSecret = new byte[KeySizes.Ed25519Secret];
        sodium.SignKeyPair(loginPublic, loginSecret);
        var random = new byte[MailboxId.Size + 4];
        sodium.Random(random);
        // Half of the range, so that ids do not wrap around within a lifetime.
        var firstPrekey = BitConverter.ToUInt32(random, MailboxId.Size) >> 1;
        return new Profile(
            name,
            identity.ToBytes(),
            loginPublic,
            loginSecret,
            MailboxId.Read(random),
            firstPrekey,
            false,
            false
        );
    }

    /// <summary>The secrets are zeroed; nothing can be signed or opened with this profile any more.</summary>
    public void Wipe()
    {
        CryptographicOperations.ZeroMemory(Identity);
        CryptographicOperations.ZeroMemory(LoginSecret);
    }

    public void Write(Transaction transaction) =>
        transaction.Put(
            Table.Profile,
            _key,
            new CborRecord()
                .Add(1, Name)
                .Add(2, Identity)
                .Add(3, LoginPublic)
                .Add(4, LoginSecret)
                .Add(5, Mailbox.ToBytes())
                .Add(6, (ulong)NextPrekey)
                .Add(7, Registered)
                .Add(8, PrekeysPublished)
                .Add(9, (ulong)Mode)
                .Add(10, ReadReceipts)
                .ToBytes()
        );

    public static async Task<Profile> ReadAsync(Records records)
    {
        var map = await records.ReadAsync(Table.Profile, _key);
        return
            map?.Text(1) is { } name
            && map.Bytes(2) is { } identity
            && map.Bytes(3, KeySizes.Ed25519Public) is { } loginPublic
            && map.Bytes(4, KeySizes.Ed25519Secret) is { } loginSecret
            && map.Bytes(5, MailboxId.Size) is { } mailbox
            && map.Unsigned(6) is { } next
            ? new Profile(
                name,
                identity,
                loginPublic,
                loginSecret,
                MailboxId.Read(mailbox),
                (uint)next,
                map.Flag(7),
                map.Flag(8)
            )
            {
                Mode = Strictness.Read(map.Unsigned(9) ?? 0),
                ReadReceipts = map.Flag(10),
            }
            : throw new VaultException("The profile record cannot be read.");
    }
}
