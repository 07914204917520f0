using Rubaru.Server.Gateway;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>One <see cref="Presence"/> question that stays open, asked with a capability and valid as long as that is.</summary>
internal sealed class PresenceWatch(
    Connection connection,
    uint request,
    MailboxId mailbox,
    Hash256 capability,
    long expires,
    RetentionClock clock
)
{
    public MailboxId Mailbox => mailbox;
    public Hash256 Capability => capability;

    public void Tell(bool connected)
    {
        if (expires != 0 && expires <= clock.UnixSeconds)
        {
            End(Refusal.CapabilityExpired);
            return;
        }
        connection.Send(new PresenceIs(request, connected));
    }

    public void End(Refusal reason) => connection.Send(new Refused(request, reason));
}
