using Rubaru.Network.Topology;

namespace Rubaru.Network.Paths;

/// <summary>
/// Every pair of networks meets: directly wherever theory allows it, else at the relay. Two pairs run each time; the whole
/// table with RUBARU_LONG=1.
/// </summary>
[Collection(TwoHomesCollection.Name)]
public sealed class MatrixTests(TwoHomes homes, ITestOutputHelper output)
{
    private static bool IsLong => Environment.GetEnvironmentVariable("RUBARU_LONG") == "1";

    public static TheoryData<string, string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, string>
            {
                { nameof(Nat.FullCone), nameof(Nat.Symmetric), nameof(Firewall.Open) },
                { nameof(Nat.Symmetric), nameof(Nat.Symmetric), nameof(Firewall.Open) },
            };
            if (!IsLong)
            {
                return pairs;
            }

            var kinds = Enum.GetValues<Nat>();
            foreach (var ashas in kinds)
            {
                foreach (var bobs in kinds.Where(bobs => bobs >= ashas))
                {
                    if ((ashas, bobs) is not ((Nat.FullCone, Nat.Symmetric) or (Nat.Symmetric, Nat.Symmetric)))
                    {
                        pairs.Add(ashas.ToString(), bobs.ToString(), nameof(Firewall.Open));
                    }
                }

                pairs.Add(ashas.ToString(), nameof(Nat.PortRestricted), nameof(Firewall.NoUdp));
                pairs.Add(ashas.ToString(), nameof(Nat.PortRestricted), nameof(Firewall.WebOnly));
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Two_networks_meet_as_directly_as_theory_allows(string ashas, string bobs, string bobsFirewall)
    {
        var (a, b, firewall) = (Enum.Parse<Nat>(ashas), Enum.Parse<Nat>(bobs), Enum.Parse<Firewall>(bobsFirewall));
        var path = firewall == Firewall.Open && IsDirect(a, b) ? "Direct" : "TurnRelay";
        await homes.MoveAsync(a, b, firewall);

        var time = await homes.BothAreAsync(path);

        var (ashasPair, bobsPair) = (await homes.Asha.PairAsync(), await homes.Bob.PairAsync());
        output.WriteLine($"{a} - {b} ({firewall}): {path} in {time.TotalMilliseconds:F0} ms, {ashasPair} {bobsPair}");
    }

    /// <summary>A symmetric side is unknown until it writes; the other must let it in by its address alone.</summary>
    private static bool IsDirect(Nat a, Nat b) =>
        !(a == Nat.Symmetric && b >= Nat.PortRestricted) && !(b == Nat.Symmetric && a >= Nat.PortRestricted);
}
