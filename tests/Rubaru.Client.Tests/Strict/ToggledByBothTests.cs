using CsCheck;
using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;
using static Rubaru.Client.Identity.DeliveryMode;

namespace Rubaru.Client.Tests.Strict;

/// <summary>
/// No message falls from strict mode to the server, whoever of the two turns it on or off, in the chat or for all of them, and
/// whatever is under way then.
/// </summary>
public sealed class ToggledByBothTests(ITestOutputHelper output)
{
    private readonly Dictionary<Person, HashSet<string>> _strictly = [];
    private readonly HashSet<DepositId> _deposits = [];

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(42)]
    public async Task What_either_composed_in_strict_mode_is_never_stored(int seed)
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        (_strictly[ann], _strictly[bob]) = ([], []);
        var random = new PCG((uint)seed);
        for (var i = 0; i < 300; i++)
        {
            var person = random.Next(2) == 0 ? ann : bob;
            switch (random.Next(24))
            {
                case 0 or 1:
                    await person.Only.SetModeAsync(random.Next(2) == 0 ? DirectOnly : Relayed);
                    break;
                case 2:
                    await person.Client.SetGlobalModeAsync(random.Next(2) == 0 ? DirectOnly : Relayed);
                    break;
                case 3:
                    town.Network.Cut();
                    break;
                case 4 or 5 or 6:
                    town.Network.Heal();
                    break;
                case 7:
                    town.Server.Tap.Cut();
                    break;
                case 8:
                    await town.PassAsync(TimeSpan.FromSeconds(4), step: 0.1);
                    break;
            }

            await ComposeAsync(person, $"{(person == ann ? 'a' : 'b')}{i}");
            if (random.Next(3) == 0)
            {
                await town.PassAsync(TimeSpan.FromSeconds(0.3), step: 0.1);
            }
        }

        town.Network.Heal();
        foreach (var person in (Person[])[ann, bob])
        {
            await person.Client.SetGlobalModeAsync(Relayed);
            await person.Only.SetModeAsync(Relayed);
        }

        await town.UntilAsync(
            () =>
                ann.Only.Outbox.Count == 0
                && bob.Only.Outbox.Count == 0
                && ann.Only.EffectiveMode == Relayed
                && bob.Only.EffectiveMode == Relayed,
            "all is settled"
        );
        await JudgeAsync(ann, bob);
        await JudgeAsync(bob, ann);
        Assert.True(
            _strictly[ann].Count + _strictly[bob].Count > 20 && _deposits.Count > 0,
            $"{_strictly[ann].Count}, {_strictly[bob].Count} and {_deposits.Count} are too few to mean anything"
        );
        Assert.DoesNotContain(
            town.Server.Tap.Of<Deposit>(),
            deposit => deposit.Class == DepositClass.Stored && _deposits.Contains(deposit.Id)
        );
    }

    private async Task ComposeAsync(Person person, string text)
    {
        // The other one's word may arrive while this one is being sent: then either holds.
        var wasStrict = person.Only.EffectiveMode != Relayed;
        try
        {
            await person.Only.SendAsync(text);
            if (wasStrict && person.Only.EffectiveMode != Relayed)
            {
                _strictly[person].Add(text);
                _deposits.UnionWith(
                    person.Only.Outbox.Rows.Where(row => row.Mode != Relayed).Select(row => row.Deposit)
                );
            }
        }
        catch (SendRefusedException refusal) when (refusal.Reason == SendRefusal.Strict)
        {
            Assert.True(wasStrict || person.Only.EffectiveMode != Relayed);
        }
    }

    /// <summary>On both screens, nothing of it went by the server, none came twice, and what says "delivered" did arrive.</summary>
    private async Task JudgeAsync(Person sender, Person receiver)
    {
        foreach (var person in (Person[])[sender, receiver])
        {
            while (person.Only.HasOlder)
            {
                await person.Only.LoadOlderAsync();
            }
        }

        var strictly = sender.Said.Where(message => _strictly[sender].Contains(message.Text)).ToArray();
        output.WriteLine(
            $"{sender}, composed in strict mode: "
                + string.Join(
                    ", ",
                    strictly.CountBy(message => message.State).Select(state => $"{state.Value} {state.Key}")
                )
        );
        Assert.All(strictly, message => Assert.NotEqual(MessagePath.Server, message.Path));
        Assert.All(
            receiver.Only.Messages.Where(message => _strictly[sender].Contains(message.Text)),
            message => Assert.NotEqual(MessagePath.Server, message.Path)
        );
        var heard = receiver.Heard.ToArray();
        Assert.Equal(heard.Distinct(), heard);
        Assert.All(
            sender.Said.Where(message => message.State == MessageState.Delivered),
            message => Assert.Contains(message.Text, heard)
        );
    }
}
