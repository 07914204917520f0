using Rubaru.Network.Topology;

namespace Rubaru.Network.Relay;

/// <summary>What <c>doctor</c> of the published server says about a relay.</summary>
public sealed class DoctorTests
{
    private const string Address = "turn:20.0.0.2:3478?transport=udp";

    [Fact]
    public async Task The_doctor_knows_a_good_relay_from_a_locked_a_dangerous_and_a_dead_one()
    {
        await using var internet = await Internet.BuildAsync();
        var machine = internet.DataCentre;
        await using (var relay = await Coturn.StartNewAsync(machine, Internet.Server))
        {
            Assert.StartsWith(
                $"PASS TURN {Address}: ",
                await TurnLineAsync(machine, Coturn.Secret),
                StringComparison.Ordinal
            );
            var locked = await TurnLineAsync(machine, "another secret than the relay's");
            Assert.StartsWith($"WARN TURN {Address}: refuses our credentials", locked, StringComparison.Ordinal);
        }

        await using (var relay = await Coturn.StartNewAsync(machine, Internet.Server, "--allowed-peer-ip=10.0.0.1"))
        {
            var dangerous = await TurnLineAsync(machine, Coturn.Secret);
            Assert.StartsWith($"WARN TURN {Address}: would relay to 10.0.0.1", dangerous, StringComparison.Ordinal);
        }

        var dead = await TurnLineAsync(machine, Coturn.Secret);
        Assert.StartsWith($"WARN TURN {Address}: cannot be reached", dead, StringComparison.Ordinal);
    }

    private static async Task<string> TurnLineAsync(NetworkNamespace machine, string secret)
    {
        var text = await machine.RunAsync(
            "env",
            "RUBARU_DATA=" + Path.Combine(Path.GetTempPath(), "rubaru-doctor-has-no-data"),
            "RUBARU_TURN_URLS=" + Address,
            "RUBARU_TURN_SECRET=" + secret,
            "dotnet",
            Path.Combine(Repository.Published, "Rubaru.Server.dll"),
            "doctor"
        );
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        return text.Split('\n').Single(line => line.Contains(" TURN ", StringComparison.Ordinal));
    }
}
