using Rubaru.Client.Identity;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>Keeps the mailbox key of a contact fresh (protocol section 7.1): signed by it, checked, at most 24 h old.</summary>
internal static class MailboxKeys
{
    /// <returns>
    /// The route with a key that may be used; or <c>null</c> and why the server has none, which is
    /// <see cref="Refusal.None"/> while it does not answer.
    /// </returns>
    public static async Task<(Route? Route, Refusal Refusal)> FreshRouteAsync(Engine engine, Conversation conversation)
    {
        if (conversation.Contact.Route is not { } route)
            return (null, Refusal.None);
        if (route.MailboxKeyChecked + Limits.MailboxKeyAge > engine.Time.GetUtcNow())
            return (route, Refusal.None);
        var answer = await engine.Deposits.FetchMailboxKeyAsync(route.Transient);
        if (answer is not MailboxKey key)
            return (null, answer is Refused refused ? refused.Reason : Refusal.None);
        using var held = await engine.Lock.EnterAsync();
        return !conversation.IsDeleted && await KeepAsync(engine, conversation, key.Bytes)
            ? (conversation.Contact.Route, Refusal.None)
            : (null, Refusal.None);
    }

    /// <summary>Checks the signature and stores the key. The writer's lock is held.</summary>
    public static async Task<bool> KeepAsync(Engine engine, Conversation conversation, byte[] bytes)
    {
        if (
            conversation.Contact.Route is not { } route
            || SignedPrekey.TryRead(PrekeyType.Mailbox, bytes) is not { } key
            || IdentityPublic.TryRead(conversation.Contact.Identity) is not { } identity
            || !key.Verify(engine.Sodium, identity)
        )
            return false;
        var step = new Step(engine, conversation);
        step.Contact = step.Contact with
        {
            Route = route with { MailboxKey = key, MailboxKeyChecked = engine.Time.GetUtcNow() },
        };
        await step.CommitAsync();
        return true;
    }
}
