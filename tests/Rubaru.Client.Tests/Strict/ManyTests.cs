using CsCheck;
using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;
using static Rubaru.Client.Identity.DeliveryMode;

namespace Rubaru.Client.Tests.Strict;

/// <summary>C-strict and C-toggle of reliability.md, in fake time.</summary>
public sealed class ManyTests(ITestOutputHelper output)
{
    private const int Sends = 1000;

    [Fact]
    public async Task Strict_sends_under_random_drops_store_nothing_and_each_ends_visibly()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        var stored = town.StoredDeposits();
        var random = new PCG(15);
        var (refused, drops) = (0, 0);
        for (var i = 0; i < Sends; i++)
        {
            switch (random.Next(60))
            {
                case 0:
                    town.Network.Cut();
                    drops++;
                    break;
                case 1:
                    ann.Peers.Select(random.Next(3) == 0 ? "relay" : "host", "host");
                    drops++;
                    break;
                case 2:
                    bob.Client.Leave();
                    bob.Client.Wake();
                    drops++;
                    break;
                case 3:
                    town.Server.Tap.Cut();
                    drops++;
                    break;
                case < 9:
                    town.Network.Heal();
                    ann.Peers.Select("host", "host");
                    await town.PassAsync(TimeSpan.FromSeconds(3), step: 0.1);
                    break;
            }
            try
            {
                await ann.Only.SendAsync($"{i}");
            }
            catch (SendRefusedException refusal) when (refusal.Reason == SendRefusal.Strict)
            {
                refused++;
                if (ann.Only.Gate == StrictGate.NotConnected && random.Next(4) == 0)
                    town.Network.Heal();
                await town.PassAsync(TimeSpan.FromSeconds(0.3), step: 0.1);
            }
            if (random.Next(4) == 0)
                await town.PassAsync(TimeSpan.FromSeconds(0.1), step: 0.05);
        }
        town.Network.Heal();
        await town.UntilAsync(() => ann.Only.Outbox.Count == 0, "nothing is under way any more");
        while (ann.Only.HasOlder)
            await ann.Only.LoadOlderAsync();
        while (bob.Only.HasOlder)
            await bob.Only.LoadOlderAsync();
        await town.PassAsync(TimeSpan.FromSeconds(10));

        var states = ann.Said.CountBy(message => message.State).ToDictionary();
        output.WriteLine(
            $"{Sends} strict sends, {drops} faults: {refused} refused, "
                + string.Join(", ", states.Select(state => $"{state.Value} {state.Key}"))
        );
        Assert.Equal(Sends, refused + ann.Said.Count);
        Assert.All(
            ann.Said,
            message =>
                Assert.Contains(
                    message.State,
                    new[] { MessageState.Delivered, MessageState.NotConfirmed, MessageState.NotSent }
                )
        );
        Assert.Equal(stored, town.StoredDeposits());
        Assert.True(
            states.GetValueOrDefault(MessageState.Delivered) > Sends / 10,
            "too few got through to mean anything"
        );
        Assert.True(
            states.GetValueOrDefault(MessageState.NotConfirmed) > Sends / 100,
            "too few were lost to mean anything"
        );
        Assert.True(refused > Sends / 100, "too few were refused to mean anything");

        // Once each, in order; what is "not sent" never arrived, and what is delivered did.
        var heard = bob.Heard.ToArray();
        Assert.Equal(heard.Distinct().OrderBy(int.Parse), heard);
        foreach (var message in ann.Said)
        {
            if (message.State != MessageState.NotConfirmed)
                Assert.Equal(message.State == MessageState.Delivered, heard.Contains(message.Text));
        }
    }

    [Fact]
    public async Task Toggled_with_two_hundred_messages_in_flight_nothing_composed_in_strict_mode_is_ever_stored()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var strictly = new HashSet<string>();
        var deposits = new HashSet<DepositId>();
        var random = new PCG(7);
        var strict = false;
        for (var i = 0; i < 200; i++)
        {
            if (i % 25 == 24)
            {
                strict = !strict;
                await ann.Only.SetModeAsync(strict ? DirectOnly : Relayed);
                Assert.True(!strict || ann.Only.EffectiveMode == DirectOnly);
            }
            // In each phase the link is gone for a while, so that messages wait, are sealed, or are refused.
            if (i % 25 == 10)
                town.Network.Cut();
            if (i % 25 == 14)
                await town.PassAsync(TimeSpan.FromSeconds(4), step: 0.1);
            if (i % 50 == 27 || random.Next(25) == 0)
                town.Network.Heal();
            try
            {
                var wasStrict = ann.Only.EffectiveMode != Relayed;
                await ann.Only.SendAsync($"{i}");
                if (wasStrict)
                {
                    strictly.Add($"{i}");
                    deposits.UnionWith(
                        ann.Only.Outbox.Rows.Where(row => row.Mode != Relayed).Select(row => row.Deposit)
                    );
                }
            }
            catch (SendRefusedException refusal) when (refusal.Reason == SendRefusal.Strict)
            {
                Assert.True(ann.Only.EffectiveMode != Relayed);
            }
            if (random.Next(3) == 0)
                await town.PassAsync(TimeSpan.FromSeconds(0.3), step: 0.1);
        }
        await ann.Only.SetModeAsync(Relayed);
        town.Network.Heal();
        await town.UntilAsync(
            () => ann.Only.Outbox.Count == 0 && ann.Only.EffectiveMode == Relayed && bob.Only.EffectiveMode == Relayed,
            "all is settled"
        );
        while (ann.Only.HasOlder)
            await ann.Only.LoadOlderAsync();
        output.WriteLine(
            $"{strictly.Count} composed in strict mode: "
                + string.Join(", ", ann.Said.CountBy(message => message.State).Select(s => $"{s.Value} {s.Key}"))
        );
        Assert.True(strictly.Count > 10 && deposits.Count > 0);
        Assert.DoesNotContain(
            town.Server.Tap.Of<Deposit>(),
            deposit => deposit.Class == DepositClass.Stored && deposits.Contains(deposit.Id)
        );
        // Which of the two depends on whether a link was there when the mode changed.
        Assert.Contains(ann.Said, m => m.State is MessageState.NotSent or MessageState.NotConfirmed);
        Assert.Contains(ann.Said, message => message.Path == MessagePath.Server);
        Assert.All(
            ann.Said.Where(message => strictly.Contains(message.Text)),
            message => Assert.NotEqual(MessagePath.Server, message.Path)
        );
        Assert.All(
            bob.Only.Messages.Where(message => strictly.Contains(message.Text)),
            message => Assert.NotEqual(MessagePath.Server, message.Path)
        );
    }
}
