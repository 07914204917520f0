using Rubaru.Sodium;
using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>
/// One end of the random walk: a session in memory, what was last committed, the rows received(SID, e, n) and the outbox.
/// Superseded and abandoned states are wiped, so a key shared wrongly shows up as a message that does not open.
/// </summary>
internal sealed class Walker(ISodium sodium, Party me, Party peer)
{
    private readonly Stack<Snapshot> _past = new();
    private Session? _live;
    private Snapshot _committed = new(null, []);

    public readonly Queue<byte[]> Outbox = new();

    public bool CanSend => _live is not null;

    public void Begin(Session session) => Commit(session, _committed.Rows);

    /// <summary>Encrypts; with a crash between computing and committing the bytes never leave.</summary>
    public MessagePosition? Send(byte[] content, bool crash)
    {
        var encrypted = _live!.Encrypt(sodium, content);
        if (crash)
        {
            encrypted.Next.Wipe(_live);
            Unchanged();
            return null;
        }

        Outbox.Enqueue(encrypted.Message);
        Commit(encrypted.Next, _committed.Rows);
        return encrypted.Position;
    }

    public (DecryptOutcome Outcome, byte[]? Content) Receive(byte[] bytes, bool crash)
    {
        if (RatchetMessage.TryRead(bytes) is not { } message)
        {
            return (DecryptOutcome.Rejected, null);
        }

        var position = new MessagePosition(message.Session, message.Epoch, message.Counter);
        var (outcome, next, content) = Open(message, _committed.Rows.GetValueOrDefault(position, []));
        if (outcome != DecryptOutcome.Accepted || crash)
        {
            Assert.Equal(outcome == DecryptOutcome.Accepted, next is not null && content is not null);
            next?.Wipe(_live);
            Unchanged();
            return (outcome, content);
        }

        Assert.DoesNotContain(position, _committed.Rows.Keys);
        var rows = new Dictionary<MessagePosition, byte[]>(_committed.Rows)
        {
            [position] = message.Commitment.ToArray(),
        };
        Commit(next!, rows);
        return (outcome, content);
    }

    /// <summary>The process ends; what was committed comes back.</summary>
    public void Restart()
    {
        _live?.Wipe();
        _live = _committed.Session is null ? null : Session.TryRead(_committed.Session);
        Unchanged();
    }

    /// <summary>An old image of the whole profile comes back; the outbox goes with it.</summary>
    public void RestoreOld(int steps)
    {
        while (steps-- > 0 && _past.TryPop(out var older))
        {
            _committed = older;
        }

        Outbox.Clear();
        Restart();
    }

    private Decrypted Open(RatchetMessage message, ReadOnlySpan<byte> accepted)
    {
        if (_live is not null)
        {
            return _live.Decrypt(sodium, me.Identity, message, accepted, Party.Now);
        }

        var first = Handshake.TryAccept(
            sodium,
            me.Identity,
            peer.Fingerprint,
            message,
            me.Signed,
            me.Kem,
            Party.NoPsk,
            Party.Now
        );
        return first is null
            ? new Decrypted(DecryptOutcome.Rejected, null, null)
            : new Decrypted(DecryptOutcome.Accepted, first.Session, first.Content);
    }

    private void Commit(Session next, Dictionary<MessagePosition, byte[]> rows)
    {
        _past.Push(_committed);
        _committed = new Snapshot(next.ToBytes(), rows);
        _live?.Wipe(next);
        _live = next;
        Unchanged();
    }

    private void Unchanged() => Assert.Equal(_committed.Session, _live?.ToBytes());

    private sealed record Snapshot(byte[]? Session, Dictionary<MessagePosition, byte[]> Rows);
}
