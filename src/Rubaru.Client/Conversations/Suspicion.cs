using System.Buffers.Binary;
using Rubaru.Client.Identity;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Notices that a capability is in other hands than its contact's (protocol sections 5.6 and 7.2): an envelope that names
/// another sender, or many that nobody can read. Such a capability is replaced by itself, once a day, and throttled for
/// the rest of the minute: what is dropped then goes again, because its sender hears nothing.
/// </summary>
internal sealed class Suspicion(Engine engine)
{
    private static readonly TimeSpan _span = TimeSpan.FromMinutes(1);
    private readonly Dictionary<ulong, (DateTimeOffset Since, int Count)> _faults = [];

    public bool IsThrottled(byte[] slot)
    {
        if (!_faults.TryGetValue(Key(slot), out var faults) || faults.Count < Limits.FaultsPerMinute)
            return false;
        var now = engine.Time.GetUtcNow();
        // A clock that was set back must not throttle for long.
        return now - faults.Since < _span && now >= faults.Since;
    }

    public void Faulty(byte[] slot)
    {
        var now = engine.Time.GetUtcNow();
        var key = Key(slot);
        var faults = _faults.GetValueOrDefault(key);
        if (faults.Count == 0 || now - faults.Since >= _span || now < faults.Since)
            faults = (now, 0);
        if (_faults.Count >= Limits.SuspectedSlots && !_faults.ContainsKey(key))
            _faults.Clear();
        _faults[key] = (faults.Since, faults.Count + 1);
        if (faults.Count + 1 == Limits.FaultsPerMinute && engine.Capabilities.OfSlot(slot) is { } issued)
            WrongSender(issued);
    }

    /// <summary>Somebody else uses what was issued to a contact.</summary>
    public void WrongSender(IssuedCapability issued)
    {
        if (issued.Peer is { } peer && engine.Conversations.TryGetValue(peer, out var conversation))
            engine.Spawn(conversation.SuspectAsync);
    }

    /// <summary>Slots that were never mine have one count for all of them.</summary>
    private ulong Key(byte[] slot) =>
        engine.Capabilities.OfSlot(slot) is null ? 0 : BinaryPrimitives.ReadUInt64BigEndian(slot);
}
