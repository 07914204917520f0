using System.Collections.Immutable;
using System.Security.Cryptography;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

internal sealed record AliveSession(Session Session, DateTimeOffset Created);

/// <summary>The alive sessions with one contact and the rules R1 to R3 of protocol section 6. Immutable.</summary>
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

    /// <summary>An own session in which the peer has not spoken yet: the only kind that may carry SESSION_LOST (R4).</summary>
    public Session? InHandshake =>
        _sessions.Where(alive => alive.Session.InHandshake).MaxBy(alive => alive.Created)?.Session;

    public Session? Find(SessionId id) => _sessions.FirstOrDefault(alive => alive.Session.Id == id)?.Session;

    /// <summary>The next state of a session, or a new one.</summary>
    public SessionSet With(Session session, DateTimeOffset now)
    {
        var old = _sessions.FirstOrDefault(alive => alive.Session.Id == session.Id);
        return old is null
            ? new SessionSet(_sessions.Add(new AliveSession(session, now)))
            : new SessionSet(_sessions.Replace(old, old with { Session = session }));
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
            sessions.Add(new AliveSession(session, created));
        }
        return new SessionSet(sessions.ToImmutable());
    }
}
