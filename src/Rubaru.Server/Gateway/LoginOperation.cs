using Rubaru.Server.Mailboxes;
using Rubaru.Server.Prekeys;
using Rubaru.Server.Storage;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>
/// Login, registration or handover (protocol sections 7.2 and 11). Who brings a key has shown that it has its secret; the
/// signature of the key the mailbox was registered with is checked here.
/// </summary>
/// <param name="mayRegister">Takes one registration of the address.</param>
internal sealed class LoginOperation(
    MailboxSession session,
    MailboxTable mailboxes,
    PrekeyShelf shelf,
    ISodium sodium,
    LoginRequest request,
    Func<bool> mayRegister
) : Operation
{
    private Refusal reason;
    private long key;
    private uint oneTimePrekeys;
    private byte[] loginKey = [];
    private bool created;
    private bool handedOver;
    private bool registrationTaken;

    public override void Execute(Database database)
    {
        (reason, created, handedOver) = (Refusal.None, false, false);
        if (mailboxes.FindLogin(database, request.Mailbox) is { } known)
        {
            (key, loginKey) = known;
            reason = Enter(database);
        }
        else if (request.LoginKey is null || request.IsHandover)
        {
            reason = Refusal.UnknownMailbox;
        }
        else if (!(registrationTaken |= mayRegister()))
        {
            reason = Refusal.RegistrationLimited;
        }
        else
        {
            loginKey = request.LoginKey;
            key = mailboxes.Register(database, request.Mailbox, loginKey);
            created = true;
        }
        if (reason == Refusal.None)
        {
            mailboxes.Touch(database, key);
            oneTimePrekeys = shelf.Count(database, key);
        }
    }

    public override void Committed()
    {
        if (reason == Refusal.None)
        {
            var before = handedOver ? Refusal.LoginReplaced : Refusal.Superseded;
            session.LoggedIn(request.Mailbox, key, loginKey, oneTimePrekeys, created, before);
        }
        else
        {
            session.RefuseLogin(reason);
        }
    }

    public override void Failed() => session.RefuseLogin(Refusal.StorageUnavailable);

    private Refusal Enter(Database database)
    {
        // A Register or Handover whose answer was lost is asked again.
        if (request.LoginKey is { } brought && brought.AsSpan().SequenceEqual(loginKey))
        {
            return Refusal.None;
        }
        if (request is { LoginKey: { } other, IsHandover: false })
        {
            return WasReplaced(database, old => old.AsSpan().SequenceEqual(other), Refusal.MailboxTaken);
        }
        if (!request.IsSignedBy(sodium, loginKey))
        {
            return WasReplaced(database, old => request.IsSignedBy(sodium, old), Refusal.BadSignature);
        }
        if (request.IsHandover)
        {
            mailboxes.HandOver(database, key, loginKey, request.LoginKey!);
            (loginKey, handedOver) = (request.LoginKey!, true);
        }
        return Refusal.None;
    }

    private Refusal WasReplaced(Database database, Func<byte[], bool> isMeant, Refusal otherwise) =>
        mailboxes.WasReplaced(database, key, isMeant) ? Refusal.LoginReplaced : otherwise;
}
