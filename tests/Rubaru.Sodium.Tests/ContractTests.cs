using Rubaru.Sodium.Contract;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>The contract on the native library.</summary>
public sealed class ContractTests
{
    private static readonly NativeSodium Sodium = new();

    public static TheoryData<string> Names => [.. SodiumContract.All.Select(check => check.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Native_libsodium_keeps_the_contract(string name) =>
        SodiumContract.All.Single(check => check.Name == name).Run(Sodium);
}
