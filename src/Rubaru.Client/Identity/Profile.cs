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

    /// <summary>How long messages of new chats stay; <c>null</c>: for ever.</summary>
    public TimeSpan? DefaultLifetime { get; init; }

    /// <summary>
    /// After a restore, until the server has the new login key and fresh prekeys: the secret of the key that signs for it
    /// (protocol section 11).
    /// </summary>
    public byte[]? FormerLogin { get; init; }

    /// <summary>Of the one record; other records of the table are settings of this device.</summary>
    public static byte[] Key => "me"u8.ToArray();

    public static Profile Create(ISodium sodium, string name, IdentityKeys identity)
    {
        var (loginPublic, loginSecret) = Login(sodium);
        return new Profile(
            name,
            identity.ToBytes(),
            loginPublic,
            loginSecret,
            NewMailbox(sodium),
            FirstPrekey(sodium),
            false,
            false
        );
    }

    /// <summary>The secrets are zeroed; nothing can be signed or opened with this profile any more.</summary>
    public void Wipe()
    {
        CryptographicOperations.ZeroMemory(Identity);
        CryptographicOperations.ZeroMemory(LoginSecret);
        CryptographicOperations.ZeroMemory(FormerLogin);
    }

    /// <summary>
    /// The same person on another device (protocol section 11): a login key of its own, which the old one will sign, and
    /// prekeys with ids that the device of before, which went on counting, cannot have used.
    /// </summary>
    public Profile Restored(ISodium sodium)
    {
        var (loginPublic, loginSecret) = Login(sodium);
        return this with
        {
            LoginPublic = loginPublic,
            LoginSecret = loginSecret,
            FormerLogin = FormerLogin ?? LoginSecret,
            NextPrekey = FirstPrekey(sodium),
            Registered = true,
            PrekeysPublished = false,
        };
    }

    /// <summary>The mailbox cannot be had any more: the same backup was restored before, and that device has it.</summary>
    public Profile Moved(ISodium sodium) =>
        this with
        {
            Mailbox = NewMailbox(sodium),
            FormerLogin = null,
            Registered = false,
            PrekeysPublished = false,
        };

    private static (byte[] Public, byte[] Secret) Login(ISodium sodium)
    {
        var (loginPublic, loginSecret) = (new byte[KeySizes.Ed25519Public], new byte[KeySizes.Ed25519Secret]);
        sodium.SignKeyPair(loginPublic, loginSecret);
        return (loginPublic, loginSecret);
    }

    private static MailboxId NewMailbox(ISodium sodium)
    {
        var random = new byte[MailboxId.Size];
        sodium.Random(random);
        return MailboxId.Read(random);
    }

    /// <summary>In half of the range, so that ids do not wrap around within a lifetime.</summary>
    private static uint FirstPrekey(ISodium sodium)
    {
        var random = new byte[4];
        sodium.Random(random);
        return BitConverter.ToUInt32(random) >> 1;
    }

    public void Write(Transaction transaction) =>
        transaction.Put(
            Table.Profile,
            Key,
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
                .Add(20, (ulong)(DefaultLifetime?.TotalSeconds ?? 0))
                .Add(48, FormerLogin?.ToArray())
                .ToBytes()
        );

    public static async Task<Profile> ReadAsync(Records records) => Read(await records.ReadAsync(Table.Profile, Key));

    public static Profile Read(CborMap? map) =>
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
                DefaultLifetime = Conversations.Lifetime.Read(map.Unsigned(20)),
                FormerLogin = map.Bytes(48, KeySizes.Ed25519Secret),
            }
            : throw new VaultException("The profile record cannot be read.");
}
