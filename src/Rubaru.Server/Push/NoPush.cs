using Rubaru.Wire;

namespace Rubaru.Server.Push;

/// <summary>A server whose operator named nobody whom a push service could write to (RFC 8292): it sends none.</summary>
internal sealed class NoPush : IPushSender
{
    public void Wake(MailboxId mailbox) { }

    public Task<PushResult> KnockAsync(MailboxId mailbox) => Task.FromResult(new PushResult(PushOutcome.Off));
}
