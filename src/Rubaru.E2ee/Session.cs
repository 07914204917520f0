using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>
/// One ratchet session (protocol section 5). Immutable from outside: every operation works on a copy and returns the
/// next state, which the caller commits before bytes leave or an acknowledgement goes out. States share what did not
/// change; the owner of a state that was replaced or not committed calls <see cref="Wipe"/>.
/// </summary>
public sealed partial class Session
{
    private readonly SessionParties _parties;
    private RootKey _root;

    /// <summary><c>null</c>: a turn is due (or, before my first one, nothing was sent).</summary>
    private SendingChain? _sending;

    /// <summary>e_s and N_s of the chain that ended, while a turn is due; PN of the next epoch.</summary>
    private (uint Epoch, uint Count) _sent;

    /// <summary><c>null</c>: nothing was received, so this is an initiator in its handshake phase.</summary>
    private ReceivingChain? _receiving;
    private SkippedMessageKeys _skipped = SkippedMessageKeys.Empty;

    /// <summary>ik.kem.pk of the peer, kept by a responder until its epoch 2 used it (ssA).</summary>
    private byte[]? _peerIdentityKey;
    private bool _wiped;

    private Session(SessionParties parties, RootKey root)
    {
        _parties = parties;
        _root = root;
    }

    public SessionId Id => _parties.Id;
    public Fingerprint Me => _parties.Me;
    public Fingerprint Peer => _parties.Peer;
    public bool IsInitiator => _parties.IsInitiator;

    /// <summary>A message of the peer was decrypted in this session ("confirmed" in section 6).</summary>
    public bool Established => _receiving is not null;

    /// <summary>My messages still carry HS: initiator, not established.</summary>
    public bool InHandshake => IsInitiator && !Established;

    /// <summary>The next Encrypt takes a turn (section 5.2).</summary>
    public bool TurnDue => _sending is null;

    /// <summary>Largest content that <see cref="Encrypt"/> accepts, in bytes: what fits the largest size in every epoch.</summary>
    public static int MaxContent =>
        Padding.MessageSizes[^1] - RatchetMessage.Overhead(MessageFlags.Handshake) - Padding.MarkSize;

    private uint SentEpoch => _sending?.Epoch ?? _sent.Epoch;
    private uint ReceivedEpoch => _receiving?.Epoch ?? 0;

    /// <summary>A's session after section 4: sends in epoch 1.</summary>
    internal static Session Initiated(SessionParties parties, RootKey root, SendingChain first) =>
        new(parties, root) { _sending = first };

    /// <summary>B's session before its first message was opened: receives in epoch 1.</summary>
    internal static Session Responding(
        SessionParties parties,
        RootKey root,
        ReceivingChain first,
        byte[] peerIdentityKey
    ) => new(parties, root) { _receiving = first, _peerIdentityKey = peerIdentityKey };

    /// <summary>Pads to the smallest bucket and encrypts (sections 5.5, 5.7). Throws when content is too long.</summary>
    public Encrypted Encrypt(ISodium sodium, ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxContent)
        {
            throw new ArgumentOutOfRangeException(nameof(content), content.Length, "Larger bodies are files.");
        }

        var next = Copy();
        var chain = _sending ?? next.Turn(sodium);
        var (message, advanced) = chain.Encrypt(sodium, _parties, content);
        if (_sending is null)
        {
            chain.Wipe(advanced); // no state holds the chain key that the turn began with
        }

        next._sending = advanced;
        return new Encrypted(next, message, new MessagePosition(Id, chain.Epoch, chain.Counter));
    }

    /// <summary>Section 5.6.</summary>
    /// <param name="acceptedCommitment">Commitment of the row received(SID, e, n), if there is one.</param>
    public Decrypted Decrypt(
        ISodium sodium,
        IdentityKeys identity,
        RatchetMessage message,
        ReadOnlySpan<byte> acceptedCommitment,
        DateTimeOffset now
    )
    {
        if (identity.Fingerprint != Me)
        {
            throw new ArgumentException("The session belongs to another identity.", nameof(identity));
        }

        ThrowIfWiped();

        if (message.Session != Id || _parties.IsMine(message.Epoch) || message.Counter == uint.MaxValue)
        {
            return Refused(DecryptOutcome.Rejected);
        }

        var time = now.ToUnixTimeMilliseconds();
        var position = (message.Epoch, message.Counter);
        return position.CompareTo((ReceivedEpoch, _receiving?.Counter ?? 0)) < 0
            ? DecryptPassed(sodium, message, acceptedCommitment, time)
            : DecryptAhead(sodium, identity, message, time);
    }

    /// <summary>Drops skipped keys older than 48 h; the same instance when there is none. For a chat that has gone quiet.</summary>
    public Session WithoutExpiredKeys(DateTimeOffset now)
    {
        var alive = _skipped.WithoutExpired(now.ToUnixTimeMilliseconds());
        if (ReferenceEquals(alive, _skipped))
        {
            return this;
        }

        var next = Copy();
        next._skipped = alive;
        return next;
    }

    /// <summary>
    /// Ends this state: zeroes its keys except those that <paramref name="live"/> shares; any later use throws.
    /// After a commit: <c>old.Wipe(next)</c>. After a failed one: <c>next.Wipe(old)</c>. A deleted session: <c>Wipe()</c>.
    /// </summary>
    public void Wipe(Session? live = null)
    {
        if (ReferenceEquals(this, live))
        {
            return;
        }

        _wiped = true;
        if (!ReferenceEquals(_root, live?._root))
        {
            _root.Wipe();
        }

        _sending?.Wipe(live?._sending);
        _receiving?.Wipe(live?._receiving);
        _skipped.Wipe(live?._skipped);
    }

    public override string ToString() => $"Session {Id}";

    private static Decrypted Refused(DecryptOutcome outcome) => new(outcome, null, null);

    private Session Copy()
    {
        ThrowIfWiped();
        return (Session)MemberwiseClone();
    }

    private void ThrowIfWiped()
    {
        // Zeroed keys are keys that everybody knows: failing is better than using or storing them.
        ObjectDisposedException.ThrowIf(_wiped, this);
    }

    /// <summary>Section 5.2, on the copy that this is.</summary>
    private SendingChain Turn(ISodium sodium)
    {
        if (_receiving is not { } received)
        {
            throw new InvalidOperationException("Nothing was received that a turn could follow.");
        }

        var epoch = checked(received.Epoch + 1);
        var flags = RatchetMessage.FlagsOf(epoch);
        var block = new byte[RatchetMessage.BlockLength(flags)];
        var secret = new byte[KeySizes.KemSecret];
        var ciphertexts = block.AsSpan(KeySizes.KemPublic);
        Span<byte> secrets = stackalloc byte[2 * KeySizes.KemShared];
        sodium.KemKeyPair(block.AsSpan(0, KeySizes.KemPublic), secret);
        Encapsulate(sodium, received.PeerKey, ciphertexts[..KeySizes.KemCiphertext], secrets[..KeySizes.KemShared]);
        if (flags.HasFlag(MessageFlags.IdentityAuthentication))
        {
            Encapsulate(sodium, _peerIdentityKey, ciphertexts[KeySizes.KemCiphertext..], secrets[KeySizes.KemShared..]);
            _peerIdentityKey = null;
        }
        else
        {
            secrets = secrets[..KeySizes.KemShared];
        }

        (_root, var key) = _root.Step(sodium, secrets, epoch, received.PeerKey, block);
        CryptographicOperations.ZeroMemory(secrets);
        return new SendingChain(epoch, 0, _sent.Count, key, secret, block);
    }

    private static void Encapsulate(ISodium sodium, ReadOnlySpan<byte> key, Span<byte> ciphertext, Span<byte> shared)
    {
        if (!sodium.KemEncapsulate(key, ciphertext, shared))
        {
            throw new InvalidOperationException("A key that was checked when it arrived cannot be used.");
        }
    }
}
