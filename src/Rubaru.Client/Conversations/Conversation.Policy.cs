using Rubaru.Client.Identity;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Conversations;

/// <summary>Which ways the link of this conversation may take.</summary>
public sealed partial class Conversation
{
    /// <summary>The person's choice for this chat; nobody else is told.</summary>
    public PathPolicy Policy => Contact.Policy;

    /// <summary>Returns when the choice is stored. A link made under another one ends and is made again.</summary>
    public Task SetPolicyAsync(PathPolicy policy) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted || policy == Policy)
                    return;
                var step = new Step(_engine, this);
                step.Contact = step.Contact with { Policy = policy };
                await step.CommitAsync();
                ApplyPaths();
            }
            _engine.Notify();
        });

    /// <summary>
    /// What the link has to keep to. Strict means direct, except that a person who hides an address does not show it
    /// because the other one turned strict on: then nothing connects.
    /// </summary>
    internal PathPolicy LinkPolicy =>
        Policy == PathPolicy.Auto && EffectiveMode == DeliveryMode.DirectOnly ? PathPolicy.DirectOnly : Policy;

    /// <summary>Policy, mode or servers may be others now.</summary>
    internal void ApplyPaths()
    {
        if (Link is not { } link)
            return;
        link.SetMode(Contact.AppliedMode, EffectiveMode);
        if (link.Policy != LinkPolicy)
            link.Policy = LinkPolicy;
        link.IceServers = _engine.IceServers.Current;
    }
}
