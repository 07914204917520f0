using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Identity;

/// <summary>A look at one's own bundle, once a day (protocol section 10).</summary>
public sealed class SelfCheckTests
{
    [Fact]
    public async Task My_bundle_is_looked_at_once_a_day_and_costs_no_prekey()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        await town.PassAsync(TimeSpan.FromMinutes(3), step: 0.5);
        Assert.Equal(2, town.Server.Tap.Of<CheckBundle>().Count());
        town.Time.Advance(TimeSpan.FromDays(1));
        await town.PassAsync(TimeSpan.FromMinutes(3), step: 0.5);
        // A question that was lost with its socket is asked again.
        Assert.InRange(town.Server.Tap.Of<CheckBundle>().Count(), 4, 8);
        Assert.False(ann.Client.ServerHasWrongKeys);
        Assert.Single(town.Server.Tap.Of<Bundle>(), bundle => bundle.Bytes[KemType] == 1);
        // Nothing had to be put again.
        Assert.Equal(2, town.Server.Tap.Of<PutPrekeys>().Count());
    }

    [Fact]
    public async Task What_is_not_my_newest_is_put_again_and_if_that_does_not_help_it_is_said()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        var puts = town.Server.Tap.Of<PutPrekeys>().Count();
        town.Server.Tap.ToClient = frame =>
            frame is Bundle bundle
                ? [bundle with { Bytes = [.. bundle.Bytes[..^1], (byte)~bundle.Bytes[^1]] }]
                : [frame];
        await town.UntilAsync(() => ann.Client.ServerHasWrongKeys, "it is noticed", step: 0.5);
        Assert.Equal(puts + 1, town.Server.Tap.Of<PutPrekeys>().Count());

        town.Server.Tap.ToClient = null;
        town.Time.Advance(TimeSpan.FromHours(1));
        await town.UntilAsync(() => !ann.Client.ServerHasWrongKeys, "it is good again", step: 0.5);
    }

    private const int KemType = Wire.Limits.IdentityPublicSize + Wire.Limits.SignedPrekeySize;
}
