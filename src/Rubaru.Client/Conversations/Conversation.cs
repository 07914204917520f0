using System.Text;
using Rubaru.Client.Content;
using Rubaru.Client.Files;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Transport;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>One contact and the chat with it, as the app shows it. All members belong to the engine's thread.</summary>
public sealed partial class Conversation
{
    private readonly Engine _engine;

    private Conversation(Engine engine, byte[] key, Contact contact)
    {
        _engine = engine;
        Key = key;
        Contact = contact;
        Tally = Tally.New;
        History = new History(key, engine.Records)
        {
            Noted = Noted,
            Gone = order =>
            {
                engine.Search.Remove(this, order);
                Files!.SweepSoon();
            },
        };
        Outbox = new Outbox(key);
        Courier = new Courier(engine, this);
        Recovery = new Recovery(engine, this);
        ReceiptsDue = new ReceiptsDue(engine, this);
        Signals = new Signals(engine, this);
        Withdrawals = new Withdrawals(engine, this);
        StoredReceipts = new StoredReceipts(engine, this);
        Typing = new Typing(engine, this);
        Knocking = new Knocking(engine, this);
        Early = new Early(key);
        Vanishing = new Vanishing(engine, this);
        Files = new Transfers(engine, this);
    }

    public event Action? Changed;

    public Fingerprint Peer => Contact.Peer;

    /// <summary>My name for the contact, or the one it gave itself.</summary>
    public string Name => Contact.Name;

    /// <summary>I opened the invite and the other person has not answered yet: "Waiting for Asha".</summary>
    public bool AwaitingFirstReply => Contact.FirstContact == FirstContact.AwaitingReply;

    /// <summary>The other person deleted or blocked me; which of the two is not told.</summary>
    public bool IsGone => Contact.Gone;

    public int Unread => Tally.Unread;
    public Message? Last => History.Last;
    public string Draft { get; private set; } = "";

    /// <summary>The loaded part of the history, oldest first.</summary>
    public IReadOnlyList<Message> Messages => History.Messages;
    public bool HasOlder => History.HasOlder;

    /// <summary>The chat is on the screen.</summary>
    public bool IsShown { get; private set; }

    /// <summary>Somebody may be looking at it.</summary>
    internal bool IsSeen => IsShown && !_engine.IsHidden;

    internal byte[] Key { get; }
    internal Contact Contact { get; set; }
    internal Tally Tally { get; set; }
    internal SessionSet Sessions { get; set; } = SessionSet.Empty;
    internal History History { get; }
    internal Outbox Outbox { get; }
    internal Courier Courier { get; }
    internal Recovery Recovery { get; }
    internal ReceiptsDue ReceiptsDue { get; }
    internal Signals Signals { get; }
    internal Withdrawals Withdrawals { get; }
    internal StoredReceipts StoredReceipts { get; }
    internal Typing Typing { get; }
    internal Early Early { get; }
    internal Vanishing Vanishing { get; }
    internal bool IsDeleted { get; private set; }

    /// <summary>When something last happened here; the list of chats is sorted by it.</summary>
    internal DateTimeOffset LastActivity => Last?.Arrived ?? Last?.Sent ?? Contact.Created;

    private void Noted(Message message)
    {
        _engine.Search.Put(this, message);
        if (message.Kind == MessageKind.Deleted)
            Files.SweepSoon();
    }

    internal static Conversation New(Engine engine, Contact contact) =>
        new(engine, engine.Records.Contact(contact.Peer), contact);

    internal static async Task<Conversation> LoadAsync(Engine engine, byte[] key, Contact contact)
    {
        var conversation = new Conversation(engine, key, contact)
        {
            Tally = await Tally.ReadAsync(engine.Records, key),
            Sessions = await SessionSet.LoadAsync(engine.Records, key),
        };
        await conversation.History.LoadLastAsync();
        await conversation.Outbox.LoadAsync(engine.Records);
        await conversation.ReceiptsDue.LoadAsync();
        await conversation.Withdrawals.LoadAsync();
        await conversation.StoredReceipts.LoadAsync();
        await conversation.Early.LoadAsync(engine.Records);
        await conversation.Vanishing.LoadAsync();
        await conversation.Files.LoadAsync();
        conversation.Draft = (await engine.Records.ReadAsync(Table.Drafts, key))?.Text(1) ?? "";
        return conversation;
    }

    /// <summary>Returns when the message is committed on this device (local echo); bytes leave after that.</summary>
    /// <exception cref="SendRefusedException">Nothing was stored or sent.</exception>
    /// <exception cref="StorageFullException">Nothing was stored or sent.</exception>
    /// <param name="answers">The message of this chat that it answers.</param>
    public Task SendAsync(string text, Message? answers = null) => SendAsync(text, answers, forwarded: false);

    /// <summary>The text of another chat, marked as such here and there. Otherwise as <see cref="SendAsync(string, Message)"/>.</summary>
    public Task ForwardAsync(string text) => SendAsync(text, null, forwarded: true);

    private Task SendAsync(string text, Message? answers, bool forwarded) =>
        _engine.Thread.RunAsync(async () =>
        {
            var bytes = TextBody.Write(text);
            using (await _engine.Lock.EnterAsync())
            {
                RefuseUnsendable(bytes);
                await History.EnsurePageAsync();
                var step = new Step(_engine, this);
                var body = new ReplyBody(Encoding.UTF8.GetString(bytes))
                {
                    Quoted = answers?.Id,
                    QuotesReader = answers is { Mine: false },
                    IsForwarded = forwarded,
                    Lifetime = step.Contact.Lifetime,
                };
                var quote = answers is null ? null : new Quote(answers.Id, answers.Mine, answers.Order);
                var row = step.Send(body.Type, body.ToBytes(), order: History.End(step.Tally.Position));
                var echo = Echo(row, body) with { Quote = quote };
                await History.QuotedAsync(echo);
                Own(step.Transaction, row);
                step.Append(echo);
                step.Contact = step.Contact.Heard(_engine.Time.GetUtcNow());
                if (!forwarded)
                {
                    step.Transaction.Delete(Table.Drafts, Key);
                    step.After(() => Draft = "");
                }
                await step.CommitAsync();
            }
            Typing.Sent();
            Knocking.Stop();
            Use();
            Courier.Wake();
            _engine.Notify();
        });

    public Task LoadOlderAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            using var held = await _engine.Lock.EnterAsync();
            await History.EnsurePageAsync();
            if (HasOlder)
                await History.LoadOlderAsync();
            ReceiptsDue.SeenSoon();
            RaiseChanged();
        });

    /// <summary>Loads the history back to this place and a page further.</summary>
    /// <param name="order"><see cref="Message.Order"/>.</param>
    public Task LoadBackToAsync(long order) =>
        _engine.Thread.RunAsync(async () =>
        {
            using var held = await _engine.Lock.EnterAsync();
            if (IsDeleted)
                return;
            await History.LoadBackToAsync(order);
            ReceiptsDue.SeenSoon();
            RaiseChanged();
        });

    public Task SaveDraftAsync(string text) =>
        _engine.Thread.RunAsync(async () =>
        {
            using var held = await _engine.Lock.EnterAsync();
            if (IsDeleted || text == Draft)
                return;
            var draft = text.Length > Limits.DraftCharacters ? text[..Limits.DraftCharacters] : text;
            var transaction = _engine.Begin();
            if (draft.Length == 0)
                transaction.Delete(Table.Drafts, Key);
            else
                transaction.Put(Table.Drafts, Key, new CborRecord().Add(1, draft).ToBytes());
            transaction.After(() => Draft = draft);
            await _engine.CommitAsync(transaction);
            if (draft.Length == 0)
                Typing.Stopped();
            // The list names the draft of a chat that was left while it was being stored.
            _engine.Notify();
        });

    public Task RenameAsync(string name) =>
        _engine.Thread.RunAsync(async () =>
        {
            using var held = await _engine.Lock.EnterAsync();
            if (IsDeleted)
                return;
            var step = new Step(_engine, this);
            var clean = DisplayName.Clean(name);
            step.Contact = step.Contact with { OwnName = clean.Length == 0 ? null : clean };
            await step.CommitAsync();
            _engine.Notify();
        });

    /// <summary>Removes contact, history, sessions and capabilities here, and revokes its capabilities at the server.</summary>
    public Task DeleteAsync() => _engine.Thread.RunAsync(() => DeleteAsync(_ => { }));

    /// <param name="also">What else is true from the same commit on.</param>
    private async Task DeleteAsync(Action<Transaction> also)
    {
        using (await _engine.Lock.EnterAsync())
        {
            if (IsDeleted)
                return;
            var transaction = _engine.Begin();
            also(transaction);
            foreach (
                var table in (Table[])
                    [Table.Contacts, Table.Sessions, Table.Messages, Table.Outbox, Table.Seen, Table.Drafts]
            )
                await _engine.Records.DeletePrefixAsync(transaction, table, Key);
            await new SentLinks(_engine).ForgetAsync(transaction, Peer);
            _engine.Capabilities.DropOf(transaction, Peer);
            foreach (var invite in _engine.Invites.All.Where(invite => invite.UsedBy == Peer).ToArray())
            {
                _engine.Capabilities.DropInvite(transaction, invite.Id, Wire.Refusal.CapabilityUsed);
                _engine.Invites.Delete(transaction, invite.Id);
            }
            transaction.After(() =>
            {
                IsDeleted = true;
                _engine.Conversations.Remove(Peer);
            });
            await _engine.CommitAsync(transaction);
        }
        foreach (var alive in Sessions.All)
            alive.Session.Wipe();
        _engine.Search.Remove(this);
        Discard();
        _engine.Spawn(Files.DropAllAsync);
        _engine.SyncSoon();
        _engine.Notify();
    }

    internal void RaiseChanged()
    {
        // The whole screen first: what it draws anew, the part of this chat need not draw again.
        _engine.Notify();
        Changed?.Invoke();
    }

    /// <summary>A message of the peer was read in this session.</summary>
    internal void Heard(SessionId session)
    {
        Recovery.Succeeded(session);
        Signals.PeerHeard();
        Files.Post.Heard();
        CountTurn();
        _engine.Notify();
    }

    /// <summary>Every row and its bubble: it cannot be delivered any more.</summary>
    internal async Task FailAllAsync(Step step, string reason)
    {
        foreach (var row in Outbox.Rows)
            await step.StopAsync(row, MessageEvent.Refused(reason));
    }

    /// <summary>
    /// The other person deleted or blocked this contact, as the server of it says: nothing arrives there until a new
    /// invite, or a word of that person. The writer's lock is held.
    /// </summary>
    internal async Task GoneAsync()
    {
        await History.EnsurePageAsync();
        var step = new Step(_engine, this);
        if (!Contact.Gone)
            step.Line("contact-gone");
        step.Contact = step.Contact with { Gone = true };
        await FailAllAsync(step, "gone");
        await step.CommitAsync();
    }

    /// <summary>The server said why no answer will come. The writer's lock is held.</summary>
    internal async Task FailFirstContactAsync(string reason)
    {
        var step = new Step(_engine, this);
        step.Contact = step.Contact with { FirstContact = FirstContact.Failed };
        await FailAllAsync(step, reason);
        step.Line("invite-" + reason);
        await step.CommitAsync();
        _engine.Notify();
    }

    private void RefuseUnsendable(byte[] body)
    {
        if (IsDeleted)
            throw new SendRefusedException(SendRefusal.Deleted);
        if (Contact.FirstContact == FirstContact.Failed)
            throw new SendRefusedException(SendRefusal.NeverConnected);
        if (IsRequest || IsBlocked)
            throw new SendRefusedException(SendRefusal.Blocked);
        RefuseAtAnEnd();
        if (AwaitingFirstReply && Outbox.Rows.Count(row => row.IsOfPerson) >= Limits.RequestMessages)
            throw new SendRefusedException(SendRefusal.AwaitingReply);
        if (body.Length == 0)
            throw new SendRefusedException(SendRefusal.Empty);
        if (body.Length > ChatClient.MaxTextBytes)
            throw new SendRefusedException(SendRefusal.TooLong);
        if (Outbox.Count >= Limits.UnacknowledgedMessages)
            throw new SendRefusedException(SendRefusal.TooManyWaiting);
        RefuseBehindClosedGate();
    }

    /// <summary>Theirs, or this device's: nothing that is written or sent again here would ever leave.</summary>
    private void RefuseAtAnEnd()
    {
        if (Contact.Gone)
            throw new SendRefusedException(SendRefusal.Gone);
        if (_engine.Mailbox.Refusal == Wire.Refusal.LoginReplaced)
            throw new SendRefusedException(SendRefusal.Replaced);
    }

    private Message Echo(OutboxRow row, ReplyBody body) =>
        new(
            row.MessageId,
            0,
            MessageKind.Text,
            true,
            body.Text,
            _engine.Time.GetUtcNow(),
            null,
            MessageTransitions.First,
            MessagePath.None,
            null,
            null,
            row.Message?.Length ?? 0
        )
        {
            IsForwarded = body.IsForwarded,
            Lifetime = body.Lifetime,
        };
}
