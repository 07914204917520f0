using Rubaru.Server.Mailboxes;
using Rubaru.Server.Prekeys;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>
/// Login or registration (protocol section 7.2). The signature over the challenge was checked for the key that a Register
/// brings; for a Login it is checked here, against the key the mailbox was registered with.
/// </summary>
/// <param name="loginKey">The key of a Register, already checked; <c>null</c> for a Login.</param>
/// <param name="verify">Checks the signature with a login key.</param>
/// <param name="mayRegister">Takes one registration of the address.</param>
internal sealed class LoginOperation(
    MailboxSession session,
    MailboxTable mailboxes,
    PrekeyShelf shelf,
    MailboxId mailbox,
    byte[]? loginKey,
    Func<byte[], bool> verify,
    Func<bool> mayRegister
) : Operation
{
    private Refusal reason;
    private long key;
    private uint oneTimePrekeys;
    private bool created;
    private bool registrationTaken;

    public override void Execute(Database database)
    {
        (reason, created) = (Refusal.None, false);
        if (mailboxes.FindLogin(database, mailbox) is { } known)
        {
            reason =
                loginKey is not null && !known.LoginKey.AsSpan().SequenceEqual(loginKey) ? Refusal.MailboxTaken
                : loginKey is null && !verify(known.LoginKey) ? Refusal.BadSignature
                : Refusal.None;
            key = known.Key;
        }
        else if (loginKey is null)
        {
            reason = Refusal.UnknownMailbox;
        }
        else if (!(registrationTaken |= mayRegister()))
        {
            reason = Refusal.RegistrationLimited;
        }
        else
        {
            key = mailboxes.Register(database, mailbox, loginKey);
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
            session.LoggedIn(mailbox, key, oneTimePrekeys, created);
        }
        else
        {
            session.RefuseLogin(reason);
        }
    }

    public override void Failed() => session.RefuseLogin(Refusal.StorageUnavailable);
}
