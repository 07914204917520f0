using Rubaru.Client.Content;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>What happens to sessions in a step: the next state, the end, and what people are told of it (protocol section 6).</summary>
internal sealed partial class Step
{
    private readonly List<Session> _replaced = [];

    /// <summary>The next state of a session, made from <paramref name="from"/>; or a new one, made from none.</summary>
    /// <param name="heard">It is the state after a message of the peer.</param>
    /// <exception cref="InvalidOperationException">
    /// Made from a state that was replaced since: (SID, e, n) would be used twice, so nothing of it may leave (section 5.3).
    /// </exception>
    public void Put(Session next, Session? from = null, bool heard = false)
    {
        var old = Sessions.Find(next.Id);
        if (!ReferenceEquals(old, from))
            throw new InvalidOperationException("This state of the session is not the newest.");
        if (old is not null)
            _replaced.Add(old);
        Sessions = Sessions.With(next, _engine.Time.GetUtcNow(), heard);
    }

    /// <summary>A message of the peer was read in this session: it has skipped what it had to.</summary>
    public void Heard(SessionId session)
    {
        Tally = Tally with { Parcels = 0 };
        After(() => _conversation.Heard(session));
    }

    /// <summary>
    /// Ends a session here. What it carried and nobody acknowledged is encrypted again under the next one, with the same
    /// message ids.
    /// </summary>
    public void End(SessionId id)
    {
        if (Sessions.Find(id) is not { } session)
            return;
        _replaced.Add(session);
        var wasCurrent = Sessions.Current?.Id == id;
        Sessions = Sessions.Without(id);
        if (session.Established && wasCurrent)
            Contact = Contact.Questioned() with { SetUpAgain = true, UpdateDue = true };
        foreach (var row in _conversation.Outbox.Rows.Where(row => row.Position?.Session == id))
            Release(row);
    }

    /// <summary>
    /// The person wants it: every session with this contact ends, and the other side is told of each on the first one that
    /// is made next. Whoever has stolen identity keys could otherwise stay current by grinding a small SID.
    /// </summary>
    public void SetUpAgain()
    {
        var ended = Sessions.All.Select(alive => alive.Session.Id).ToArray();
        foreach (var id in ended)
            End(id);
        Contact = Contact with { SetUpAgain = true, UpdateDue = true };
        foreach (var id in ended)
        {
            Send(ContentType.SessionLost, SessionLostBody.Write(id));
            After(() => _conversation.Recovery.Told(id));
        }
    }

    /// <summary>
    /// A message of the other side was read in the session that replaced the last one: the chat says so, and a checked
    /// contact gets a question mark.
    /// </summary>
    public void SaySetUpAgain()
    {
        Contact = Contact.Questioned() with { SetUpAgain = false };
        Line("session-reset");
    }

    private void WipeNew(SessionSet before)
    {
        foreach (var alive in Sessions.All)
            alive.Session.Wipe(before.Find(alive.Session.Id));
    }

    private async Task WriteSessionsAsync(Records records, byte[] key)
    {
        foreach (var alive in Sessions.All)
        {
            if (_conversation.Sessions.Find(alive.Session.Id) == alive.Session)
                continue;
            var record = new CborRecord()
                .AddSecret(1, alive.Session.ToBytes())
                .Add(2, (DateTimeOffset?)alive.Created)
                .Add(3, alive.Heard);
            Transaction.Put(Table.Sessions, SessionKey(records, key, alive.Session.Id), record.ToBytes());
        }
        foreach (var alive in _conversation.Sessions.All.Where(alive => Sessions.Find(alive.Session.Id) is null))
        {
            var id = alive.Session.Id;
            Transaction.Delete(Table.Sessions, SessionKey(records, key, id));
            await records.DeletePrefixAsync(Transaction, Table.Seen, Seen.Session(records, key, id));
        }
    }

    private static byte[] SessionKey(Records records, byte[] contact, SessionId id)
    {
        Span<byte> bytes = stackalloc byte[SessionId.Size];
        id.Write(bytes);
        return [.. contact, .. records.Name("session"u8, bytes)];
    }
}
