using Rubaru.Wire;

namespace Rubaru.Server.Push;

internal sealed class PushSender : IPushSender
{
    public void Wake(MailboxId mailbox) { }

    public Task<PushResult> KnockAsync(MailboxId mailbox) => Task.FromResult(new PushResult(PushOutcome.Off));
}
