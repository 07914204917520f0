using Rubaru.Sodium.Contract;
using Rubaru.Sodium.Contract.Vectors;

namespace Rubaru.Sodium.Browser;

internal static class OfficialVectors
{
    internal static async Task<List<Outcome>> RunAsync(ISodium sodium, HttpClient http)
    {
        var outcomes = new List<Outcome>();
        foreach (var set in VectorSet.All)
        {
            var json = await http.GetByteArrayAsync($"vectors/{set.Path}");
            outcomes.Add(Outcome.Of(set.Path, () => set.Run(sodium, json)));
        }

        return outcomes;
    }
}
