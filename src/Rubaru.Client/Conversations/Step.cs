using System.Buffers.Binary;
using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>
/// One step of one conversation: working copies of contact, counters and sessions, and everything else it changes, which
/// become true together when the commit is durable. Made and committed while the writer's lock is held.
/// </summary>
internal sealed partial class Step
{
    private readonly Engine _engine;
    private readonly Conversation _conversation;

    public Step(Engine engine, Conversation conversation)
    {
        _engine = engine;
        _conversation = conversation;
        Transaction = engine.Begin();
        Contact = conversation.Contact;
        Tally = conversation.Tally;
        Sessions = conversation.Sessions;
    }

    public Transaction Transaction { get; }
    public Contact Contact { get; set; }
    public Tally Tally { get; set; }
    public SessionSet Sessions { get; private set; }

    public void After(Action action) => Transaction.After(action);

    /// <summary>
    /// Puts a content into the outbox, encrypted where there is a session to send on. A contact update that is due goes
    /// first (section 10.1: the first message must be one).
    /// </summary>
    /// <param name="order">Place of the bubble, when it has one.</param>
    /// <param name="about">Place of the message that it changes.</param>
    /// <param name="on">Only SESSION_LOST chooses its session.</param>
    /// <param name="mode">The mode it is composed under, where that is not the one that holds now.</param>
    public OutboxRow Send(
        ContentType type,
        byte[] body,
        UInt128? id = null,
        long? order = null,
        long? about = null,
        SessionId? on = null,
        DeliveryMode? mode = null
    )
    {
        if (Contact.UpdateDue && type != ContentType.ContactUpdate)
            SendUpdate();
        // Resolved only now: the update may have gone on the same session.
        var session = on is { } chosen ? Sessions.Find(chosen) : Sessions.Current;
        var content = Write(type, body, id ?? _engine.RandomNumber());
        var row = new OutboxRow(
            Tally.OutboxRow,
            type,
            content.MessageId,
            order,
            content.ToBytes(),
            null,
            null,
            null,
            default,
            [],
            null
        )
        {
            // It is put on the link at once, so this is committed with it.
            OnLink = (order ?? about) is not null && _conversation.Link?.IsFresh == true,
            About = about,
            Mode = mode ?? Strictness.Stricter(Contact.Mode, _conversation.EffectiveMode),
        };
        Tally = Tally with { OutboxRow = Tally.OutboxRow + 1 };
        row = Encrypt(Fresh(row), session);
        After(() => _conversation.Outbox.Attempt(row).IsNew = true);
        return row;
    }

    /// <summary>My route and name (type 8), with a revision above all earlier ones.</summary>
    public void SendUpdate()
    {
        var now = (ulong)_engine.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var revision = Math.Max(Contact.OwnRevision + 1, now);
        // The peer takes stored deposits again only when it knows of a relaxed mode, so that is told as if it were strict.
        var mode = Strictness.Stricter(Contact.Mode, Contact.ToldMode);
        var relaxes = Contact.ToldMode.IsStrict && !Contact.AppliedMode.IsStrict;
        var told = relaxes && _engine.Capabilities.IsPending(Contact.Peer) ? Contact.ToldMode : Contact.AppliedMode;
        Contact = Contact with { UpdateDue = false, OwnRevision = revision, ToldMode = told };
        Send(ContentType.ContactUpdate, _engine.OwnUpdate(Contact, revision).ToBytes(), mode: mode);
    }

    /// <summary>Encrypts a row that has no bytes, under the current session.</summary>
    public OutboxRow Encrypt(OutboxRow row) => Encrypt(row, Sessions.Current);

    /// <summary>Encrypts without an outbox row, for signals: the session moves on, the bytes stay in memory.</summary>
    public byte[]? EncryptOnly(ContentType type, byte[] body, UInt128 id)
    {
        if (Sessions.Current is not { } session)
            return null;
        var encrypted = session.Encrypt(_engine.Sodium, Write(type, body, id).ToBytes());
        Put(encrypted.Next, session);
        return encrypted.Message;
    }

    /// <summary>A new bubble at the end.</summary>
    public void Append(Message message)
    {
        _conversation.History.Put(
            Transaction,
            new StoredMessage(message with { Order = History.End(Tally.Position) }, 0)
        );
        Tally = Tally with { Position = Tally.Position + 1 };
    }

    /// <summary>A new bubble of theirs, in the order of their numbers.</summary>
    /// <returns>Its place.</returns>
    public long Insert(StoredMessage stored)
    {
        var order = _conversation.History.Place(stored.Sequence, Tally.Position);
        _conversation.History.Put(Transaction, stored with { Message = stored.Message with { Order = order } });
        var unread = _conversation.IsShown ? 0 : Tally.Unread + 1;
        Contact = Contact.Heard(_engine.Time.GetUtcNow());
        Tally = Tally with { Position = Tally.Position + 1, Unread = unread };
        return order;
    }

    /// <summary>A line of the system.</summary>
    public void Line(string text)
    {
        var now = _engine.Time.GetUtcNow();
        var id = _engine.RandomNumber();
        Append(
            new Message(
                id,
                0,
                MessageKind.System,
                false,
                text,
                now,
                now,
                MessageState.Received,
                MessagePath.None,
                null,
                null,
                0
            )
        );
    }

    /// <exception cref="OperationCanceledException">The conversation was deleted meanwhile: nothing of it is written again.</exception>
    public async Task CommitAsync()
    {
        if (_conversation.IsDeleted)
        {
            WipeNew(_conversation.Sessions);
            throw new OperationCanceledException("The conversation was deleted.");
        }
        var records = _engine.Records;
        var key = _conversation.Key;
        foreach (var surplus in Sessions.Surplus().ToArray())
            End(surplus);
        if (Contact != _conversation.Contact)
            Contact.Write(Transaction, key);
        if (Tally != _conversation.Tally)
            Tally.Write(Transaction, key);
        await WriteSessionsAsync(records, key);
        Transaction.Follow(() =>
        {
            _conversation.Contact = Contact;
            _conversation.Tally = Tally;
            _conversation.Sessions = Sessions;
            if (Sessions.Current is not { TurnDue: true })
                _conversation.TurnTaken();
        });
        var before = _conversation.Sessions;
        try
        {
            await _engine.CommitAsync(Transaction);
        }
        catch
        {
            // Nothing was stored and the memory did not follow; the keys of the states that never were are wiped.
            WipeNew(before);
            throw;
        }
        foreach (var old in _replaced)
            old.Wipe(Sessions.Find(old.Id));
        _conversation.RaiseChanged();
    }

    private OutboxRow Encrypt(OutboxRow row, Session? session)
    {
        if (session is not null)
        {
            var encrypted = session.Encrypt(_engine.Sodium, row.Content);
            Put(encrypted.Next, session);
            row = row with
            {
                Message = encrypted.Message,
                Position = encrypted.Position,
                Encrypted = _engine.Time.GetUtcNow(),
            };
        }
        _conversation.Outbox.Put(Transaction, row);
        return row;
    }

    /// <summary>
    /// The seq is at least the clock's milliseconds: so it grows also after the contact was deleted and made again, and
    /// after an old image of this device was restored.
    /// </summary>
    private MessageContent Write(ContentType type, byte[] body, UInt128 id)
    {
        var now = _engine.Time.GetUtcNow();
        var sequence = Math.Max(Tally.Sequence, (ulong)now.ToUnixTimeMilliseconds());
        Tally = Tally with { Sequence = sequence + 1 };
        return new MessageContent(type, id, sequence, now, body);
    }
}
