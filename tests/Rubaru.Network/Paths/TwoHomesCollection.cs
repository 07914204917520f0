namespace Rubaru.Network.Paths;

/// <summary>Building the two homes takes longer than most tests in them.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // xunit's own word.
public sealed class TwoHomesCollection : ICollectionFixture<TwoHomes>
#pragma warning restore CA1711
{
    public const string Name = "two homes";
}
