using System.Text;
using System.Text.RegularExpressions;
using Rubaru.Sodium.Contract.Golden;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>Slots, invites, logins and backups open wherever they were made (protocol section 14).</summary>
public sealed partial class GoldenDoorTests(Chromium chromium)
{
    private static readonly NativeSodium Sodium = new();

    [Fact]
    public async Task The_published_file_is_read_natively_and_in_chromium()
    {
        var file = PublishedVectors.Read("rubaru-1-doors.json", () => GoldenDoorRelay.Begin(Sodium));
        await GoldenDoorRelay.ContinueAsync(Sodium, file);
        await InChromium(file);
    }

    [Fact]
    public async Task What_one_back_end_makes_the_other_opens()
    {
        var madeInChromium = await InChromium(GoldenDoorRelay.Begin(Sodium));
        await GoldenDoorRelay.ContinueAsync(Sodium, madeInChromium);
    }

    [Fact]
    public async Task A_file_that_reads_otherwise_is_refused_in_chromium_too()
    {
        var file = Encoding
            .UTF8.GetString(GoldenDoorRelay.Begin(Sodium))
            .Replace("\"Host\": \"rubaru.", "\"Host\": \"rubara.", StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            InChromium(Encoding.UTF8.GetBytes(file))
        );
        Assert.Contains("LoginChallenge.ToBeSigned", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_changed_on_the_way_is_noticed()
    {
        // Proof that reading checks anything.
        var file = Encoding.UTF8.GetString(GoldenDoorRelay.Begin(Sodium));
        var texts = Text().Matches(file);
        Assert.InRange(texts.Count, 30, 40);
        foreach (var middle in texts.Select(text => text.Groups["text"]).Select(text => text.Index + (text.Length / 2)))
        {
            var spoilt = new StringBuilder(file) { [middle] = file[middle] == 'A' ? 'B' : 'A' };
            await Assert.ThrowsAnyAsync<Exception>(() =>
                GoldenDoorRelay.ContinueAsync(Sodium, Encoding.UTF8.GetBytes(spoilt.ToString()))
            );
        }
    }

    [GeneratedRegex("\"(?<text>[A-Za-z0-9+/]{20,}=*)\"")]
    private static partial Regex Text();

    private Task<byte[]> InChromium(byte[] file) => chromium.AskAsync("doors", ("doors.json", file));
}
