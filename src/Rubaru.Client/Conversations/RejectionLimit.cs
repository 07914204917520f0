using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>
/// How many envelopes that could not be used may leave a trace here, by the sender they claim (protocol section 5.6). Anybody
/// who knows a mailbox key can seal envelopes in any name, the server above all; beyond this they are opened and forgotten.
/// What can be used is never counted, so nobody is kept out by what others invent. In memory: a restart begins anew.
/// </summary>
internal sealed class RejectionLimit(Engine engine)
{
    private readonly Dictionary<Fingerprint, Counts> _counts = [];

    /// <param name="sender">A contact; <c>default</c> for everybody who is none, so that names cannot be made up.</param>
    /// <returns><c>false</c>: this one must not change anything that is stored, nor be answered.</returns>
    public bool TryTake(Fingerprint sender)
    {
        var time = engine.Time;
        if (!_counts.TryGetValue(sender, out var counts))
            _counts.Add(sender, counts = new Counts(time.GetTimestamp()));
        if (time.GetElapsedTime(counts.Minute) >= TimeSpan.FromMinutes(1))
            (counts.Minute, counts.InMinute) = (time.GetTimestamp(), 0);
        if (time.GetElapsedTime(counts.Day) >= TimeSpan.FromDays(1))
            (counts.Day, counts.InDay) = (time.GetTimestamp(), 0);
        if (counts.InMinute >= Limits.RejectsPerMinute || counts.InDay >= Limits.RejectsPerDay)
        {
            engine.Drops.Throttled++;
            return false;
        }
        counts.InMinute++;
        counts.InDay++;
        return true;
    }

    private sealed class Counts(long now)
    {
        public long Minute { get; set; } = now;
        public int InMinute { get; set; }
        public long Day { get; set; } = now;
        public int InDay { get; set; }
    }
}
