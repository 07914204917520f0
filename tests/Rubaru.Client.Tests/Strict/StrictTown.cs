using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Strict;

/// <summary>Shorthand for people in strict mode.</summary>
internal static class StrictTown
{
    /// <summary>Deposits of class stored that any client sent so far.</summary>
    public static int StoredDeposits(this Town town) =>
        town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Class == DepositClass.Stored);

    /// <summary>Two linked people, Ann strict; the switch is on and both gates are open.</summary>
    public static async Task<(Person Ann, Person Bob)> StrictAsync(
        this Town town,
        DeliveryMode mode = DeliveryMode.DirectOnly
    )
    {
        var (ann, bob) = await town.LinkedAsync();
        await ann.Only.SetModeAsync(mode);
        await town.StrictOnAsync(ann, bob);
        await town.GatesAsync(ann, bob);
        return (ann, bob);
    }

    /// <summary>Both devices have withdrawn the other's capability, and the server knows.</summary>
    public static Task StrictOnAsync(this Town town, Person ann, Person bob) =>
        town.UntilAsync(
            () =>
                ann.Only.EffectiveMode == bob.Only.EffectiveMode
                && ann.Only.EffectiveMode != DeliveryMode.Relayed
                && !ann.Only.IsTurningOn
                && !bob.Only.IsTurningOn
                && ann.Only.Outbox.Count == 0
                && bob.Only.Outbox.Count == 0,
            "strict mode is on at both"
        );

    public static Task GatesAsync(this Town town, Person ann, Person bob) =>
        town.UntilAsync(
            () => ann.Only.Gate == StrictGate.Open && bob.Only.Gate == StrictGate.Open,
            "both gates are open"
        );

    public static async Task RefusedAsync(this Person person, string text)
    {
        var before = person.Said.Count;
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => person.Only.SendAsync(text));
        Assert.Equal(SendRefusal.Strict, refused.Reason);
        Assert.Equal(before, person.Said.Count);
    }

    /// <summary>System lines about strict mode, oldest first.</summary>
    public static IReadOnlyList<string> StrictLines(this Person person) =>
        [
            .. person
                .Only.Messages.Where(message =>
                    message.Kind == MessageKind.System && message.Text.StartsWith("strict-", StringComparison.Ordinal)
                )
                .Select(message => message.Text),
        ];
}
