using System.Collections.Immutable;
using System.Security.Cryptography;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <param name="Heard">When the last message of the peer was read in it; <c>null</c>: none yet.</param>
internal sealed record AliveSession(Session Session, DateTimeOffset Created, DateTimeOffset? Heard);

/// <summary>The alive sessions with one contact and the rules R1 to R3 and R6 of protocol section 6. Immutable.</summary>
internal sealed class SessionSet
{
    private readonly ImmutableArray<AliveSession> _sessions;

    private SessionSet(ImmutableArray<AliveSession> sessions) => _sessions = sessions;

    public static SessionSet Empty { get; } = new([]);

    public ImmutableArray<AliveSession> All => _sessions;

    /// <summary>R3: the smallest confirmed SID; if none, the newest one I initiated; if none, initiate.</summary>
    public Session? Current =>
        (
            _sessions.Where(alive => alive.Session.Established).MinBy(alive => alive.Session.Id)
            ?? _sessions.Where(alive => alive.Session.IsInitiator).MaxBy(alive => alive.Created)
        )?.Session;

    /// <summary>The newest of mine in which the peer has not spoken yet: the only kind that may carry SESSION_LOST (R4).</summary>
    public AliveSession? Awaiting => _sessions.Where(alive => alive.Session.InHandshake).MaxBy(alive => alive.Created);

    public Session? InHandshake => Awaiting?.Session;

    public Session? Find(SessionId id) => _sessions.FirstOrDefault(alive => alive.Session.Id == id)?.Session;

    /// <summary>The next state of a session, or a new one.</summary>
    /// <param name="heard">It moved on by reading a message of the peer.</param>
    public SessionSet With(Session session, DateTimeOffset now, bool heard = false)
    {
        var old = _sessions.FirstOrDefault(alive => alive.Session.Id == session.Id);
        return old is null
            ? new SessionSet(_sessions.Add(new AliveSession(session, now, heard ? now : null)))
            : new SessionSet(_sessions.Replace(old, old with { Session = session, Heard = heard ? now : old.Heard }));
    }

    public SessionSet Without(SessionId id) => new(_sessions.RemoveAll(alive => alive.Session.Id == id));

    /// <summary>
    /// Sessions beyond the four that may be alive, first those that nobody confirmed. Never the current one, nor the newest
    /// of mine that awaits its answer: with four confirmed ones R4 could otherwise never get a session for SESSION_LOST.
    /// </summary>
    public IEnumerable<SessionId> Surplus()
    {
        var (current, awaiting) = (Current?.Id, InHandshake?.Id);
        return _sessions
            .Where(alive => alive.Session.Id != current && alive.Session.Id != awaiting)
            .OrderBy(alive => alive.Session.Established)
            .ThenBy(alive => alive.Created)
            .Take(Math.Max(0, _sessions.Length - Limits.SessionsPerContact))
            .Select(alive => alive.Session.Id);
    }

    /// <summary>
    /// R6: confirmed sessions that are not the current one, a day after the last message in them, and after a week those
    /// that nobody answered. The current one of them too: by then the keys it was made with are near their end.
    /// </summary>
    public IEnumerable<SessionId> Outlived(DateTimeOffset now)
    {
        var current = Current?.Id;
        return _sessions
            .Where(alive =>
                alive.Session.Established
                    ? alive.Session.Id != current && (alive.Heard ?? alive.Created) + Limits.UnusedSession <= now
                    : alive.Created + Limits.UnansweredSession <= now
            )
            .Select(alive => alive.Session.Id);
    }

    public static async Task<SessionSet> LoadAsync(Records records, byte[] contact)
    {
        var sessions = ImmutableArray.CreateBuilder<AliveSession>();
        foreach (var (_, map) in await records.ReadPrefixAsync(Table.Sessions, contact))
        {
            using var record = map;
            var bytes = map.Bytes(1);
            var session = bytes is null ? null : Session.TryRead(bytes);
            CryptographicOperations.ZeroMemory(bytes);
            if (session is null || map.Time(2) is not { } created)
                throw new VaultException("A session record cannot be read.");
            sessions.Add(new AliveSession(session, created, map.Time(3)));
        }
        return new SessionSet(sessions.ToImmutable());
    }
}
