using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Bench;

/// <summary>
/// What one message costs, with nothing around it: the same operations natively and in the browser. States are not
/// committed, so that an operation can be repeated; only the burst goes on, as a burst does.
/// </summary>
public sealed class ProtocolOperations
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly ISodium _sodium;
    private readonly IdentityKeys _alice;
    private readonly IdentityKeys _bob;
    private readonly Prekey _signed;
    private readonly Prekey _oneTime;
    private readonly Prekey _mailbox;
    private readonly PrekeyBundle _bundle;
    private readonly byte[] _content = new byte[300];
    private readonly byte[] _mailboxId = new byte[16];
    private readonly byte[] _psk = new byte[32];
    private readonly Session _turnDue;
    private readonly Session _receiver;
    private readonly byte[] _sameEpoch;
    private readonly byte[] _newEpoch;
    private readonly byte[] _envelope;
    private readonly byte[] _record;
    private readonly byte[] _unlocked = new byte[32];
    private readonly byte[] _key = new byte[32];
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _kibibyte = new byte[1024];
    private readonly byte[] _sealedKibibyte = new byte[1040];
    private Session _burst;

    public ProtocolOperations(ISodium sodium)
    {
        _sodium = sodium;
        _alice = IdentityKeys.Create(sodium);
        _bob = IdentityKeys.Create(sodium);
        _signed = Prekey.Create(sodium, _bob, PrekeyType.Signed, 1);
        _oneTime = Prekey.Create(sodium, _bob, PrekeyType.OneTime, 2);
        _mailbox = Prekey.Create(sodium, _bob, PrekeyType.Mailbox, 3);
        _bundle = new PrekeyBundle(_bob.Public, _signed.Public, _oneTime.Public, _mailbox.Public);

        // Epochs 1 (Alice), 2 (Bob), 3 (Alice), 4 (Bob): from 3 on they all cost the same.
        var first = Initiate().Encrypt(sodium, _content);
        var second = Accept(first.Message).Session.Encrypt(sodium, _content);
        var third = Read(_alice, first.Next, second.Message).Encrypt(sodium, _content);
        var bob = Read(_bob, second.Next, third.Message);
        var fourth = bob.Encrypt(sodium, _content);
        _turnDue = bob;
        _burst = third.Next;
        _receiver = bob;
        _sameEpoch = third.Next.Encrypt(sodium, _content).Message;
        var alice = Read(_alice, third.Next, fourth.Message);
        _newEpoch = alice.Encrypt(sodium, _content).Message;
        ReceiverOfNewEpoch = fourth.Next;
        _record = CommittingAead.Seal(sodium, _key, "rec"u8, _nonce, _content);
        _envelope = SealedEnvelope.Seal(sodium, _mailbox.Public, _mailboxId, _alice.Fingerprint, _newEpoch);
    }

    private Session ReceiverOfNewEpoch { get; }

    /// <summary>Verifying the bundle, handshake and first message on one side; accepting it on the other.</summary>
    public object InitiateAndAccept() => Accept(Initiate().Encrypt(_sodium, _content).Message);

    /// <summary>The next message of one's own epoch.</summary>
    public object BurstEncrypt() => _burst = _burst.Encrypt(_sodium, _content).Next;

    /// <summary>The first message after the peer's: a new key pair and an encapsulation.</summary>
    public object PingPongEncrypt() => _turnDue.Encrypt(_sodium, _content);

    /// <summary>The next message of the peer's epoch.</summary>
    public object BurstDecrypt() => Read(_bob, _receiver, _sameEpoch);

    /// <summary>The first message of the peer's new epoch: a decapsulation.</summary>
    public object PingPongDecrypt() => Read(_bob, ReceiverOfNewEpoch, _newEpoch);

    /// <summary>A ratchet message into an envelope of 4,096 bytes.</summary>
    public object Seal() => SealedEnvelope.Seal(_sodium, _mailbox.Public, _mailboxId, _alice.Fingerprint, _newEpoch);

    public object Open() =>
        SealedEnvelope.TryOpen(_sodium, _mailbox, _mailboxId, _envelope, out _, out var message)
            ? message
            : throw new InvalidOperationException("The envelope does not open.");

    /// <summary>A stored message of the vault (section 11): 300 bytes under the master key.</summary>
    public object SealRecord() => CommittingAead.Seal(_sodium, _key, "rec"u8, _nonce, _content);

    /// <summary>What a start does for every record that it reads.</summary>
    public object OpenRecord() =>
        CommittingAead.TryOpen(_sodium, _key, "rec"u8, _nonce, _record)
        ?? throw new InvalidOperationException("The record does not open.");

    /// <summary>A passphrase into the key of its slot, at the cost of the browser: 64 MiB, 3 passes.</summary>
    public object Unlock() =>
        _sodium.PasswordHash("a passphrase"u8, _mailboxId, 3, 64 * 1024, _unlocked)
            ? _unlocked
            : throw new InvalidOperationException("The device does not give 64 MiB.");

    /// <summary>The primitive alone: the way into libsodium and back.</summary>
    public object AeadOneKibibyte()
    {
        _sodium.AeadEncrypt(_key, _nonce, [], _kibibyte, _sealedKibibyte);
        return _sealedKibibyte;
    }

    /// <summary>Every operation by the name the report gives it.</summary>
    public IEnumerable<(string Name, Func<object> Run)> All =>
        [
            (nameof(InitiateAndAccept), InitiateAndAccept),
            (nameof(BurstEncrypt), BurstEncrypt),
            (nameof(PingPongEncrypt), PingPongEncrypt),
            (nameof(BurstDecrypt), BurstDecrypt),
            (nameof(PingPongDecrypt), PingPongDecrypt),
            (nameof(Seal), Seal),
            (nameof(Open), Open),
            (nameof(AeadOneKibibyte), AeadOneKibibyte),
            (nameof(SealRecord), SealRecord),
            (nameof(OpenRecord), OpenRecord),
            (nameof(Unlock), Unlock),
        ];

    private Session Initiate() => Handshake.Initiate(_sodium, _alice, _bundle, _bob.Fingerprint, null);

    private Accepted Accept(byte[] message) =>
        Handshake.TryAccept(
            _sodium,
            _bob,
            _alice.Fingerprint,
            RatchetMessage.TryRead(message)!,
            _signed,
            _oneTime,
            _psk,
            Now
        ) ?? throw new InvalidOperationException("The handshake is not accepted.");

    private Session Read(IdentityKeys identity, Session session, byte[] message) =>
        session.Decrypt(_sodium, identity, RatchetMessage.TryRead(message)!, [], Now).Next
        ?? throw new InvalidOperationException("The message does not decrypt.");
}
