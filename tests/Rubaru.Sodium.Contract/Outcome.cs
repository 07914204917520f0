using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rubaru.Sodium.Contract;

/// <summary>What came out of one check, on its way from the browser to the test that asks about it.</summary>
/// <param name="Failure">Null if the check was kept.</param>
public sealed record Outcome(string Name, string? Failure)
{
    public static Outcome Of(Check check, ISodium sodium) => Of(check.Name, () => check.Run(sodium));

    public static Outcome Of(string name, Action check)
    {
        try
        {
            check();
            return new Outcome(name, null);
        }
        catch (Exception failure)
        {
            // Whatever it is belongs into the report: the test on the other side fails with it.
            return new Outcome(name, failure.ToString());
        }
    }

    public static byte[] Write(List<Outcome> outcomes) =>
        JsonSerializer.SerializeToUtf8Bytes(outcomes, OutcomeJson.Default.ListOutcome);

    public static List<Outcome> Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, OutcomeJson.Default.ListOutcome)
        ?? throw new InvalidDataException("The report is empty.");
}

[JsonSerializable(typeof(List<Outcome>))]
internal sealed partial class OutcomeJson : JsonSerializerContext;
