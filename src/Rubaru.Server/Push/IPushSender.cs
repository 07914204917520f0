using Rubaru.Wire;

namespace Rubaru.Server.Push;

/// <summary>Wakes a device whose mailbox socket is closed (protocol section 7.2). What it sends says nothing.</summary>
internal interface IPushSender
{
    /// <summary>
    /// A deposit was stored: at most one push a mailbox and minute. Returns at once and never fails; a push that is lost
    /// costs nothing but time, because the deposit waits.
    /// </summary>
    void Wake(MailboxId mailbox);

    /// <summary>A knock: one push that is worth nothing after 60 s.</summary>
    Task<PushResult> KnockAsync(MailboxId mailbox);
}
