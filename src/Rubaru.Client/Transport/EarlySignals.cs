namespace Rubaru.Client.Transport;

/// <summary>
/// What came out of order: candidates whose offer is not here yet (it is being re-sent), and rtc_ids that are over, whose
/// late signals must not revive them. Bounded, the oldest go first.
/// </summary>
internal sealed class EarlySignals
{
    private readonly List<(UInt128 RtcId, List<Signal> Candidates)> _waiting = [];
    private readonly Queue<UInt128> _spent = new();

    internal bool IsSpent(UInt128 rtcId) => _spent.Contains(rtcId);

    internal void Spend(UInt128 rtcId)
    {
        Take(rtcId);
        if (IsSpent(rtcId))
        {
            return;
        }

        _spent.Enqueue(rtcId);
        if (_spent.Count > LinkLimits.SpentIds)
        {
            _spent.Dequeue();
        }
    }

    internal void Keep(Signal candidates)
    {
        var index = _waiting.FindIndex(entry => entry.RtcId == candidates.RtcId);
        if (index < 0)
        {
            if (_waiting.Count == LinkLimits.EarlyConnections)
            {
                _waiting.RemoveAt(0);
            }

            _waiting.Add((candidates.RtcId, []));
            index = _waiting.Count - 1;
        }

        if (_waiting[index].Candidates.Count < LinkLimits.EarlyBatches)
        {
            _waiting[index].Candidates.Add(candidates);
        }
    }

    internal IReadOnlyList<Signal> Take(UInt128 rtcId)
    {
        var index = _waiting.FindIndex(entry => entry.RtcId == rtcId);
        if (index < 0)
        {
            return [];
        }

        var candidates = _waiting[index].Candidates;
        _waiting.RemoveAt(index);
        return candidates;
    }
}
