using Rubaru.Client.Identity;

namespace Rubaru.Client.Conversations;

/// <summary>Delivery modes of one chat, the gate of strict mode, and knocking.</summary>
public sealed partial class Conversation
{
    /// <summary>My choice for this chat; <c>null</c>: as the main switch.</summary>
    public DeliveryMode? OwnMode => Contact.OwnMode;

    /// <summary>What the other person chose, as its device said inside the ratchet.</summary>
    public DeliveryMode PeerMode => Contact.PeerMode;

    /// <summary>The stricter of both choices. Changes at once with my own, before anything is committed or confirmed.</summary>
    public DeliveryMode EffectiveMode =>
        Strictness.Stricter(
            Contact.OwnMode ?? _engine.Profile.Mode,
            Strictness.Stricter(Contact.AppliedMode, PeerMode)
        );

    /// <summary>"Turning on…": the server has not confirmed yet that it takes nothing more for this chat.</summary>
    public bool IsTurningOn => false;

    /// <summary>Whether a message may leave now in strict mode.</summary>
    public StrictGate Gate =>
        Link?.IsFresh != true ? StrictGate.NotConnected
        : _engine.IsHidden ? StrictGate.Hidden
        : StrictGate.NotAttested;

    /// <summary>A knock of theirs that was not answered; kept in memory only.</summary>
    public DateTimeOffset? KnockedAt { get; private set; }

    /// <summary>My knock was answered and messages can go: "Bob is here. Send your draft?"</summary>
    public bool PeerIsHere { get; private set; }

    /// <summary>Returns when the choice is committed here; see <see cref="IsTurningOn"/> for the rest.</summary>
    /// <param name="mode"><c>null</c>: as the main switch.</param>
    public Task SetModeAsync(DeliveryMode? mode) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted || mode == Contact.OwnMode)
                    return;
                var step = new Step(_engine, this);
                step.Contact = step.Contact with { OwnMode = mode };
                new ModeChange(_engine, step).Own();
                await step.CommitAsync();
            }
            Courier.Wake();
            _engine.Notify();
        });

    /// <summary>Tells the other person, without a word, that I am here and want to connect.</summary>
    public Task<KnockResult> KnockAsync() => Task.FromResult(KnockResult.Unreachable);

    /// <summary>Dials whoever knocked.</summary>
    public Task AnswerKnockAsync()
    {
        DismissKnock();
        return ShowAsync();
    }

    public void DismissKnock() =>
        _engine.Thread.Post(() =>
        {
            KnockedAt = null;
            RaiseChanged();
        });

    public void DismissPeerIsHere() =>
        _engine.Thread.Post(() =>
        {
            PeerIsHere = false;
            RaiseChanged();
        });

    /// <summary>The main switch was set.</summary>
    internal async Task FollowMainSwitchAsync()
    {
        using (await _engine.Lock.EnterAsync())
        {
            if (IsDeleted)
                return;
            var step = new Step(_engine, this);
            new ModeChange(_engine, step).Own();
            if (step.Transaction.IsEmpty)
                return;
            await step.CommitAsync();
        }
        Courier.Wake();
    }

    private void RefuseBehindClosedGate()
    {
        if (EffectiveMode.IsStrict && Gate != StrictGate.Open)
            throw new SendRefusedException(SendRefusal.Strict);
    }
}
