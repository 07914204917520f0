using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Rubaru.Wire;

namespace Rubaru.Server;

/// <summary>The counters for operators. Sums only: nothing is counted by person, mailbox or address.</summary>
internal sealed class Metrics
{
    private readonly ConcurrentDictionary<string, long> purged = new();
    private readonly ConcurrentDictionary<string, long> pushed = new();
    private readonly long[] rejected = new long[(int)Enum.GetValues<Refusal>().Max() + 1];
    private static readonly string[] PushResults =
    [
        "sent",
        "gone",
        "refused",
        "limited",
        "unreachable",
        "retried",
        "dropped",
        "no_subscription",
    ];
    private long stored;
    private long transient;
    private long delivered;
    private long deliveredFirst;

    public void CountDeposit(DepositClass @class)
    {
        if (@class == DepositClass.Stored)
        {
            Interlocked.Increment(ref stored);
        }
        else
        {
            Interlocked.Increment(ref transient);
        }
    }

    /// <summary>Acknowledged while it was held in memory: it never had a row.</summary>
    public void CountDeliveredFirst()
    {
        Interlocked.Increment(ref deliveredFirst);
        CountDelivered();
    }

    public void CountDelivered() => Interlocked.Increment(ref delivered);

    public void CountRejected(Refusal reason) => Interlocked.Increment(ref rejected[(int)reason]);

    /// <param name="result">One of a handful of fixed words.</param>
    public void CountPush(string result) => pushed.AddOrUpdate(result, 1, (_, before) => before + 1);

    public void CountPurged(string reason, long rows)
    {
        if (rows > 0)
        {
            purged.AddOrUpdate(reason, rows, (_, before) => before + rows);
        }
    }

    /// <summary>Prometheus text format 0.0.4.</summary>
    public string Write(int connections, int held, long pending, long oldestAgeSeconds)
    {
        var text = new StringBuilder();
        Head(
            text,
            "rubaru_deposits_total",
            "counter",
            "Deposits accepted: stored in the database, transient, or delivered from memory and never stored."
        );
        Line(text, "rubaru_deposits_total{class=\"stored\"}", Interlocked.Read(ref stored));
        Line(text, "rubaru_deposits_total{class=\"transient\"}", Interlocked.Read(ref transient));
        Line(text, "rubaru_deposits_total{class=\"delivered\"}", Interlocked.Read(ref deliveredFirst));
        Head(
            text,
            "rubaru_delivered_total",
            "counter",
            "Deposits acknowledged by their receiver, with or without a row."
        );
        Line(text, "rubaru_delivered_total", Interlocked.Read(ref delivered));
        Head(text, "rubaru_purged_total", "counter", "Rows removed, by what they had become.");
        foreach (var reason in (string[])["delivered", "expired", "pending", "withdrawn"])
        {
            Line(text, $"rubaru_purged_total{{reason=\"{reason}\"}}", purged.GetValueOrDefault(reason));
        }
        Head(text, "rubaru_rejected_total", "counter", "Requests refused, by reason.");
        foreach (var reason in Enum.GetValues<Refusal>().Where(reason => reason != Refusal.None))
        {
            Line(text, $"rubaru_rejected_total{{reason=\"{reason}\"}}", Interlocked.Read(ref rejected[(int)reason]));
        }
        Head(text, "rubaru_push_total", "counter", "Push messages, by what the push service answered.");
        foreach (var result in PushResults)
        {
            Line(text, $"rubaru_push_total{{result=\"{result}\"}}", pushed.GetValueOrDefault(result));
        }
        Head(text, "rubaru_connections", "gauge", "Open WebSockets.");
        Line(text, "rubaru_connections", connections);
        Head(text, "rubaru_held_deposits", "gauge", "Deposits in memory that their receiver has not acknowledged yet.");
        Line(text, "rubaru_held_deposits", held);
        Head(text, "rubaru_pending_messages", "gauge", "Stored deposits that wait for their receiver.");
        Line(text, "rubaru_pending_messages", pending);
        Head(text, "rubaru_oldest_row_age_seconds", "gauge", "Age of the oldest row, delivered ones included.");
        Line(text, "rubaru_oldest_row_age_seconds", oldestAgeSeconds);
        return text.ToString();
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ")
            .Append(name)
            .Append(' ')
            .Append(help)
            .Append("\n# TYPE ")
            .Append(name)
            .Append(' ')
            .Append(type)
            .Append('\n');

    private static void Line(StringBuilder text, string name, long value) =>
        text.Append(name).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
