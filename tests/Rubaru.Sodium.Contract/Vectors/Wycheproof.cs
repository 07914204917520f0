using System.Text.Json;

namespace Rubaru.Sodium.Contract.Vectors;

/// <summary>
/// The rule of the Wycheproof files: <c>valid</c> must be accepted with the published output, <c>invalid</c> must be
/// refused, <c>acceptable</c> may be either; what we do there is fixed by the runner, so that no update changes it
/// unseen. Refused means <c>false</c>, or <see cref="ArgumentException"/> where the vector's fault is a size: a frame
/// decoder never gets that far. An accepted vector with another output than published throws.
/// </summary>
internal static class Wycheproof
{
    internal enum Verdict
    {
        Accepted,
        Refused,
        Outside,
    }

    internal delegate Verdict Judge(JsonElement group, JsonElement test);

    internal static VectorCount Run(JsonElement root, Judge judge)
    {
        var counts = new int[3];
        foreach (var group in root.GetProperty("testGroups").EnumerateArray())
        {
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                counts[(int)Judged(judge, group, test)]++;
            }
        }

        var count = new VectorCount(counts[0], counts[1], counts[2]);
        Expect.True(count.Total == root.GetProperty("numberOfTests").GetInt32(), "every vector was run");
        return count;
    }

    private static Verdict Judged(Judge judge, JsonElement group, JsonElement test)
    {
        var id = test.GetProperty("tcId").GetInt32();
        Verdict verdict;
        try
        {
            verdict = judge(group, test);
        }
        catch (ArgumentException)
        {
            verdict = Verdict.Refused;
        }
        catch (CheckFailedException failure)
        {
            throw new CheckFailedException($"Vector {id}: {failure.Message}", failure);
        }

        var published = test.Text("result");
        var right = published switch
        {
            "valid" => verdict == Verdict.Accepted,
            "invalid" => verdict is Verdict.Refused or Verdict.Outside,
            _ => verdict is Verdict.Accepted or Verdict.Refused,
        };
        return right ? verdict : throw new CheckFailedException($"Vector {id} is {published} and was {verdict}.");
    }
}
