using Rubaru.Sodium.Contract;
using Rubaru.Sodium.Contract.Vectors;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>The same contract and the same official sets on libsodium in Chromium.</summary>
public sealed class BrowserTests(BrowserRun run) : IClassFixture<BrowserRun>
{
    public static TheoryData<string> Names => ContractTests.Names;

    public static TheoryData<string> Paths => VectorTests.Paths;

    [Theory]
    [MemberData(nameof(Names))]
    public void Libsodium_in_chromium_keeps_the_contract(string name) => Kept(run.Contract, name);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Libsodium_in_chromium_agrees_with_the_official_vectors(string path)
    {
        VectorFolder.Find();
        Kept(run.Vectors!, path);
    }

    [Fact]
    public void Chromium_ran_what_ran_natively() =>
        Assert.Equal(SodiumContract.All.Select(check => check.Name), run.Contract.Select(outcome => outcome.Name));

    private static void Kept(IReadOnlyList<Outcome> outcomes, string name)
    {
        var outcome = Assert.Single(outcomes, outcome => outcome.Name == name);
        Assert.True(outcome.Failure is null, outcome.Failure);
    }
}
