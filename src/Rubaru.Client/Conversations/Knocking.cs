using Rubaru.Client.Identity;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Knocks of one conversation, both ways. Nothing of them is stored, here or at the server: a knock that nobody heard is
/// gone, and a restart forgets those that were.
/// </summary>
internal sealed class Knocking(Engine engine, Conversation conversation)
{
    private DateTimeOffset? _knocked;
    private DateTimeOffset? _lastHeard;
    private bool _waiting;

    public DateTimeOffset? HeardAt { get; private set; }

    public bool PeerIsHere { get; private set; }

    public async Task<KnockResult> KnockAsync()
    {
        var now = engine.Time.GetUtcNow();
        // A clock that was set back must not forbid it for long.
        if (_knocked is { } last && now - last < Limits.KnockPause && now >= last)
            return KnockResult.TooSoon;
        if (
            conversation.IsDeleted
            || conversation.IsSilent
            || conversation.Contact is not { FirstContact: FirstContact.Complete, Route: { } route }
        )
            return KnockResult.NotReachable;
        var before = _knocked;
        // Taken before the answer, so that two taps are one knock.
        _knocked = now;
        var answer = await engine.Deposits.KnockAsync(route.Transient);
        switch (answer)
        {
            case KnockSent { Outcome: KnockOutcome.Routed or KnockOutcome.Pushed } sent:
                (_waiting, PeerIsHere) = (true, false);
                conversation.Use();
                LinkChanged();
                return sent.Outcome == KnockOutcome.Routed ? KnockResult.Sent : KnockResult.Notified;
            case Refused { Reason: Refusal.RateLimited }:
                return KnockResult.TooSoon;
            case KnockSent or Refused:
                _knocked = before;
                return KnockResult.NotReachable;
            default:
                _knocked = before;
                return KnockResult.Unreachable;
        }
    }

    /// <summary>A knock of theirs; more than one a minute is a flood and changes nothing.</summary>
    public void Heard()
    {
        var now = engine.Time.GetUtcNow();
        if (conversation.IsDeleted || (now - _lastHeard < Limits.KnockPause && now >= _lastHeard))
            return;
        _lastHeard = now;
        HeardAt = now;
        conversation.RaiseChanged();
    }

    /// <summary>Answered or dismissed.</summary>
    public void Forget()
    {
        HeardAt = null;
        conversation.RaiseChanged();
    }

    /// <summary>The draft was sent, or the person does not want to.</summary>
    public void Stop()
    {
        (_waiting, PeerIsHere) = (false, false);
        conversation.RaiseChanged();
    }

    /// <summary>Something about the link is new: the first open gate after my knock is its answer.</summary>
    public void LinkChanged()
    {
        var now = engine.Time.GetUtcNow();
        if (!_waiting || conversation.Gate != StrictGate.Open)
            return;
        _waiting = false;
        PeerIsHere = _knocked + Limits.KnockAnswer > now;
    }
}
