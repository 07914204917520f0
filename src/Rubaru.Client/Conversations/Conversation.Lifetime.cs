namespace Rubaru.Client.Conversations;

/// <summary>Disappearing messages: one timer for both people (reading 70).</summary>
public sealed partial class Conversation
{
    /// <summary>How long new messages of this chat stay on both devices; <c>null</c>: for ever.</summary>
    public TimeSpan? Lifetime => Contact.Lifetime;

    /// <summary>
    /// Holds for both, for what is sent from now on. The other device hears of it by a contact update, which also strict
    /// mode carries, and each message says its own lifetime, so none stays longer because the update comes late.
    /// </summary>
    public Task SetLifetimeAsync(TimeSpan? lifetime) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted || lifetime == Contact.Lifetime)
                    return;
                await History.EnsurePageAsync();
                var step = new Step(_engine, this);
                var now = _engine.Time.GetUtcNow();
                var after = Contact.LifetimeSet?.AddMilliseconds(1);
                step.Contact = step.Contact with
                {
                    Lifetime = Conversations.Lifetime.Read((ulong?)lifetime?.TotalSeconds),
                    LifetimeSet = after > now ? after : now,
                    UpdateDue = true,
                };
                step.Line(Conversations.Lifetime.Line(step.Contact.Lifetime, mine: true));
                await step.CommitAsync();
            }
            Courier.Wake();
            _engine.Notify();
        });
}
