using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>Delivery modes of one chat and the gate of strict mode (docs/decisions/0013).</summary>
public sealed partial class Conversation
{
    /// <summary>
    /// The server refused a stored deposit as withdrawn by its owner. It may lie, so this is believed only until the other
    /// person says something about its mode, or this program ends.
    /// </summary>
    private bool _refused;

    /// <summary>
    /// The mode that the other person's device attests on a link, inside the channel. It counts before the contact update
    /// that says the same has come, and while it is on its way.
    /// </summary>
    private DeliveryMode _attested;

    /// <summary>A step is being committed that makes this chat strict: no deposit may begin that it does not know of.</summary>
    private bool _closing;
    private DateTimeOffset? _relaxed;

    /// <summary>My choice for this chat; <c>null</c>: as the main switch.</summary>
    public DeliveryMode? OwnMode => Contact.OwnMode;

    /// <summary>What the other person chose, as its device said inside the ratchet.</summary>
    public DeliveryMode PeerMode => Contact.PeerMode;

    /// <summary>The stricter of both choices. Changes at once with the main switch, before this chat has followed.</summary>
    public DeliveryMode EffectiveMode =>
        Strictness.Stricter(
            Strictness.Stricter(ChosenMode, _attested),
            _refused ? DeliveryMode.DirectOrRelay : DeliveryMode.Relayed
        );

    private DeliveryMode ChosenMode => Strictness.Stricter(Contact.OwnMode ?? _engine.Profile.Mode, Contact.Mode);

    /// <summary>
    /// "Turning on…": the server has not confirmed yet that it takes nothing more for this chat, or that copies of what was
    /// sent before are gone.
    /// </summary>
    public bool IsTurningOn =>
        ChosenMode.IsStrict
        && (!Contact.Mode.IsStrict || !_engine.Capabilities.IsWithdrawn(Peer) || Withdrawals.Count > 0);

    /// <summary>Whether a message may leave now in strict mode.</summary>
    public StrictGate Gate =>
        _engine.IsHidden ? StrictGate.Hidden
        : IsTurningOn ? StrictGate.TurningOn
        : Link?.Judge(EffectiveMode) ?? StrictGate.NotConnected;

    /// <summary>Returns when the choice is committed here; see <see cref="IsTurningOn"/> for the rest.</summary>
    /// <param name="mode"><c>null</c>: as the main switch.</param>
    public Task SetModeAsync(DeliveryMode? mode) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted || mode == Contact.OwnMode)
                    return;
                await History.EnsurePageAsync();
                var step = new Step(_engine, this);
                step.Contact = step.Contact with { OwnMode = mode };
                await new ModeChange(_engine, this, step).OwnAsync();
                await step.CommitAsync();
            }
            Courier.Wake();
            _engine.Notify();
        });

    /// <summary>A contact update must go: something of it changed, or my mode, and the server is ready for what it allows.</summary>
    internal bool IsUpdateDue =>
        Contact.UpdateDue
        || (
            Contact.ToldMode != Contact.AppliedMode
            && (Contact.AppliedMode.IsStrict || !_engine.Capabilities.IsPending(Peer))
        );

    /// <summary>
    /// Whether the server may carry this for the contact: the one place that decides. In strict mode only what makes and
    /// keeps the connection goes by it, as transient deposits; signals are such and never ask (protocol section 8.1).
    /// </summary>
    internal bool ServerMayCarry(OutboxRow row) =>
        !(_closing || EffectiveMode.IsStrict || row.Mode.IsStrict)
        || row.Type is ContentType.ContactUpdate or ContentType.SessionLost or ContentType.Null;

    internal DepositClass ClassOf(OutboxRow row) =>
        row.Type == ContentType.Null || _closing || EffectiveMode.IsStrict || row.Mode.IsStrict
            ? DepositClass.Transient
            : DepositClass.Stored;

    /// <summary>The mode whose gate this must pass on a link; what only keeps the connection passes any.</summary>
    internal DeliveryMode GateOf(OutboxRow row) =>
        row.Type is ContentType.ContactUpdate or ContentType.SessionLost or ContentType.Null
            ? DeliveryMode.Relayed
            : Strictness.Stricter(EffectiveMode, row.Mode);

    /// <summary>Brings this chat to the main switch and its capability to the mode, where they are not there yet.</summary>
    internal async Task SettleModeAsync()
    {
        using (await _engine.Lock.EnterAsync())
        {
            var follows = (Contact.OwnMode ?? _engine.Profile.Mode) == Contact.AppliedMode;
            if (IsDeleted || (follows && _engine.Capabilities.Follows(Peer, Contact.Mode.IsStrict)))
                return;
            await History.EnsurePageAsync();
            var step = new Step(_engine, this);
            await new ModeChange(_engine, this, step).OwnAsync();
            _engine.Capabilities.Withdraw(step.Transaction, Peer, step.Contact.Mode.IsStrict);
            await step.CommitAsync();
        }
        _engine.SyncSoon();
        Courier.Wake();
    }

    /// <summary>
    /// Until the step is committed. A commit that fails leaves it so until the next one works or this program ends: then
    /// nothing goes by the server that could go.
    /// </summary>
    internal void Closing() => _closing = true;

    internal void ModeChanged()
    {
        _closing = false;
        // Theirs may be open a little later than mine.
        _relaxed = Contact.Mode.IsStrict ? null : _engine.Time.GetUtcNow();
        ApplyPaths();
        Courier.Wake();
        // A capability that was issued in the same step follows now.
        _engine.Spawn(SettleModeAsync);
    }

    /// <summary>The server has confirmed what it shall do with stored deposits of this contact.</summary>
    internal void CapabilitySynced()
    {
        Courier.Wake();
        RaiseChanged();
    }

    /// <summary>
    /// The other person itself said what its mode is, by an update or attested on a link: what the server let believe is
    /// over.
    /// </summary>
    internal void PeerModeKnown(DeliveryMode attested)
    {
        if ((_refused, _attested) == (false, attested))
            return;
        (_refused, _attested) = (false, attested);
        ApplyPaths();
    }

    /// <summary>
    /// "Asha accepts only direct messages now": its device withdrew my capability. The writer's lock is held.
    /// </summary>
    /// <returns><c>false</c>: strict mode was just turned off, and the other device has not opened it again yet.</returns>
    internal async Task<bool> StoredRefusedAsync()
    {
        var now = _engine.Time.GetUtcNow();
        if (
            IsUpdateDue
            || Outbox.Rows.Any(row => row is { Type: ContentType.ContactUpdate, Mode.IsStrict: true })
            || _relaxed + Limits.StrictRelaxed > now
        )
            return false;
        var step = new Step(_engine, this);
        foreach (var row in Outbox.Rows.Where(row => row is { IsOfPerson: false, Mode.IsStrict: false }))
            Outbox.Put(step.Transaction, row with { Mode = DeliveryMode.DirectOrRelay });
        if (!_refused)
            step.Line("strict-refused");
        await new ModeChange(_engine, this, step).StopMessagesAsync();
        step.After(() =>
        {
            _refused = true;
            ApplyPaths();
        });
        await step.CommitAsync();
        return true;
    }

    private void RefuseBehindClosedGate()
    {
        if (EffectiveMode.IsStrict && Gate != StrictGate.Open)
            throw new SendRefusedException(SendRefusal.Strict);
    }
}
