using System.Diagnostics;
using System.Globalization;
using Rubaru.Load;
using Rubaru.Wire;

// dotnet run -c Release --project bench/Rubaru.Load -- PUBLISHED_FOLDER [pairs] [window] [seconds] [bytes]
// Starts the published server with its rate limits raised (RUBARU_LIMITS_SCALE) and nothing else changed.
if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: Rubaru.Load PUBLISHED_FOLDER [pairs=16] [window=16] [seconds=8] [bytes=4096]");
    return 1;
}
int Argument(int index, int fallback) =>
    args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : fallback;
var pairs = Argument(1, 16);
var window = Argument(2, 16);
const int WarmUp = 5;
var seconds = Argument(3, 8);
var bytes = Argument(4, Limits.EnvelopeSizes[0]);

Console.WriteLine(
    $"{pairs} pairs, {window} in flight each, {bytes}-byte envelopes, {seconds} s after {WarmUp} s of warming up"
);
await RunAsync("routed (transient, receiver connected)", DepositClass.Transient, receive: true);
await RunAsync("durable (stored and flushed, receiver away)", DepositClass.Stored, receive: false);
await RunAsync("delivered first (receiver connected, nothing stored)", DepositClass.Stored, receive: true);

// A counted capability passes the database whoever is connected.
await RunAsync("durable, pushed and acknowledged", DepositClass.Stored, receive: true, quota: uint.MaxValue);
return 0;

async Task RunAsync(string name, DepositClass @class, bool receive, uint quota = 0)
{
    using var server = await ServerUnderLoad.StartAsync(args[0]);
    var load = await Task.WhenAll(
        Enumerable.Range(0, pairs).Select(_ => Pair.OpenAsync(server.Address, @class, receive, quota, bytes))
    );
    using var stop = new CancellationTokenSource();
    var running = load.Select(pair => Task.Run(() => pair.RunAsync(window, stop.Token))).ToList();
    await Task.Delay(TimeSpan.FromSeconds(WarmUp), TimeProvider.System);
    foreach (var pair in load)
    {
        pair.Reset();
    }
    var cpu = server.CpuTime;
    var begin = Stopwatch.GetTimestamp();
    await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
    var count = load.Sum(pair => pair.Count);
    var took = Stopwatch.GetElapsedTime(begin);
    var used = server.CpuTime - cpu;
    await stop.CancelAsync();
    await Task.WhenAll(running);
    var direct = load.Sum(pair => pair.DeliveredFirst);
    var latencies = load.SelectMany(pair => pair.Latencies).Order().ToList();
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {count / took.TotalSeconds:N0}/s, server CPU {used.TotalMicroseconds / count:F1} us each"
                + $" ({used / took:P0} of a core), p50 {At(latencies, 0.5):F2} ms, p99 {At(latencies, 0.99):F2} ms,"
                + $" {Math.Min(1, direct / (double)count):P0} never stored"
        )
    );
    foreach (var pair in load)
    {
        pair.Dispose();
    }
}

static double At(List<double> sorted, double quantile) =>
    sorted.Count == 0 ? double.NaN : sorted[(int)((sorted.Count - 1) * quantile)];
