using System.Diagnostics;
using System.Globalization;
using Rubaru.Network.Relay;
using Rubaru.Network.Topology;

namespace Rubaru.Network.Paths;

/// <summary>
/// Asha at home, Bob at his, the server and a relay on the internet between them: built once, the homes' routers change
/// from test to test.
/// </summary>
public sealed class TwoHomes : IAsyncLifetime
{
    private readonly Stack<IAsyncDisposable> _made = [];
    private Internet _internet = null!;

    internal Home AshasHome { get; private set; } = null!;
    internal Home BobsHome { get; private set; } = null!;
    internal PublishedServer Server { get; private set; } = null!;
    internal Coturn Relay { get; private set; } = null!;
    internal Device Asha { get; private set; } = null!;
    internal Device Bob { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        try
        {
            await BuildAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task BuildAsync()
    {
        _internet = await MadeAsync(Internet.BuildAsync());
        (AshasHome, BobsHome) = (await _internet.AddHomeAsync(), await _internet.AddHomeAsync());
        await AshasHome.SetAsync(Nat.PortRestricted);
        await BobsHome.SetAsync(Nat.PortRestricted);
        Relay = await MadeAsync(Coturn.StartNewAsync(_internet.DataCentre, Internet.Server));
        var relay = $"{Internet.Server}:{Coturn.Port}";
        Server = await MadeAsync(
            PublishedServer.StartNewAsync(
                _internet.DataCentre.Prefix,
                Internet.Port,
                ("RUBARU_STUN_URLS", $"stun:{relay}"),
                (
                    "RUBARU_TURN_URLS",
                    $"turn:{relay}?transport=udp,turn:{relay}?transport=tcp,turns:{Internet.Server}:{Coturn.TlsPort}?transport=tcp"
                ),
                ("RUBARU_TURN_SECRET", Coturn.Secret),
                // Every test loads both pages anew, which is more often than a person asks for credentials.
                ("RUBARU_LIMITS_SCALE", "10")
            )
        );
        Asha = await MadeAsync(AddAsync(AshasHome, "Asha"));
        Bob = await MadeAsync(AddAsync(BobsHome, "Bob"));
        await Bob.Person.AcceptAsync(await Asha.Person.InviteAsync());
        await Task.WhenAll(Bob.Person.ChatOpensAsync(), Asha.Person.ChatOpensAsync());
    }

    /// <summary>Other routers, and both pages anew, so that nothing of the old network is left.</summary>
    internal async Task MoveAsync(Nat ashas, Nat bobs, Firewall bobsFirewall = Firewall.Open)
    {
        await AshasHome.SetAsync(ashas);
        await BobsHome.SetAsync(bobs, bobsFirewall);
        await Asha.Person.ReloadAsync();
        await Bob.Person.ReloadAsync();
        await Asha.Person.OpenChatAsync("Bob");
        await Bob.Person.OpenChatAsync("Asha");
    }

    /// <returns>How long it took until both badges say so.</returns>
    internal async Task<TimeSpan> BothAreAsync(string path)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            await Asha.Person.PathIsAsync(path);
            await Bob.Person.PathIsAsync(path);
        }
        catch (TimeoutException failure)
        {
            throw new TimeoutException(
                $"{failure.Message} Asha {await PairOfAsync(Asha)}, Bob {await PairOfAsync(Bob)}. "
                    + $"Bob's badge: {await Bob.Person.Id("path-badge").First.InnerTextAsync()}; "
                    + $"complaints of Bob: {string.Join(" | ", Bob.Person.Complaints)}\n"
                    + await TimelineAsync(TimeSpan.FromMinutes(1)),
                failure
            );
        }

        return watch.Elapsed;
    }

    /// <summary>What connections and sockets of both went through of late, in one order, and how long ago.</summary>
    internal async Task<string> TimelineAsync(TimeSpan last)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var events = new List<(long Ago, string Line)>();
        foreach (var device in new[] { Asha, Bob })
        {
            foreach (var line in await device.EventsAsync())
            {
                var at = line.IndexOf(' ', StringComparison.Ordinal);
                var ago = now - long.Parse(line[..at], CultureInfo.InvariantCulture);
                if (ago <= last.TotalMilliseconds)
                {
                    events.Add((ago, $"{-ago, 7} ms  {device.Person.Name, -5} {line[(at + 1)..]}"));
                }
            }
        }

        return string.Join('\n', events.OrderByDescending(entry => entry.Ago).Select(entry => entry.Line));
    }

    /// <summary>What the browser itself says, for a message of failure.</summary>
    private static async Task<string> PairOfAsync(Device device)
    {
        try
        {
            return $"{await device.PairAsync()}";
        }
        catch (Exception exception)
        {
            return $"has no pair: {exception.Message}";
        }
    }

    /// <summary>Both say something and both have it.</summary>
    internal async Task TalkAsync(string text, string path)
    {
        await Asha.Person.SendAsync($"{text}, says Asha.");
        await Bob.Person.SendAsync($"{text}, says Bob.");
        await Asha.Person.StateAsync($"{text}, says Asha.", "Delivered", path);
        await Bob.Person.StateAsync($"{text}, says Bob.", "Delivered", path);
        await Asha.Person.SeesAsync($"{text}, says Bob.");
        await Bob.Person.SeesAsync($"{text}, says Asha.");
    }

    public async ValueTask DisposeAsync()
    {
        while (_made.TryPop(out var made))
        {
            await made.DisposeAsync();
        }
    }

    /// <summary>What was made goes also when something after it cannot be made.</summary>
    private async Task<T> MadeAsync<T>(Task<T> making)
        where T : IAsyncDisposable
    {
        var made = await making;
        _made.Push(made);
        return made;
    }

    /// <summary>One more device in a home, with somebody new on it.</summary>
    internal async Task<Device> AddAsync(Home home, string name) =>
        await Device.StartAsync(
            await home.AddDeviceAsync(),
            Server,
            name,
            // The relay's certificate is made for the test; nothing else is excused.
            $"--ignore-certificate-errors-spki-list={Relay.KeyHash}"
        );
}
