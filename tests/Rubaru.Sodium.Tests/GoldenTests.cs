using System.Text;
using System.Text.RegularExpressions;
using Rubaru.Sodium.Contract.Golden;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>What one back end stores and sends the other reads and continues (protocol section 14).</summary>
public sealed partial class GoldenTests(Chromium chromium)
{
    private static readonly NativeSodium Sodium = new();

    [Fact]
    public async Task The_published_file_is_read_natively_and_in_chromium()
    {
        var file = Published();
        GoldenRelay.Continue(Sodium, file);
        await InChromium(file);
    }

    [Fact]
    public async Task A_conversation_begun_natively_goes_on_in_chromium_and_back()
    {
        var file = GoldenRelay.Begin(Sodium);
        for (var round = 0; round < 2; round++)
        {
            file = await InChromium(file);
            file = GoldenRelay.Continue(Sodium, file);
        }
    }

    [Fact]
    public async Task A_conversation_begun_in_chromium_goes_on_natively_and_back()
    {
        var file = await chromium.AskAsync("begin");
        for (var round = 0; round < 2; round++)
        {
            file = GoldenRelay.Continue(Sodium, file);
            file = await InChromium(file);
        }
    }

    [Fact]
    public async Task A_file_that_reads_otherwise_is_refused_in_chromium_too()
    {
        var file = Encoding.UTF8.GetString(GoldenRelay.Begin(Sodium)).Replace("\"Label\": \"Z29s", "\"Label\": \"Z29t");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            InChromium(Encoding.UTF8.GetBytes(file))
        );
        Assert.Contains("The box does not open.", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_changed_on_the_way_is_noticed()
    {
        // Proof that reading checks anything. Left out are the sessions of the conversation: what was sent in a turn that
        // is over is never used again.
        var file = Encoding.UTF8.GetString(GoldenRelay.Begin(Sodium));
        var texts = Text().Matches(file);
        Assert.InRange(texts.Count, 40, 60);
        foreach (var middle in texts.Select(text => text.Groups["text"]).Select(text => text.Index + (text.Length / 2)))
        {
            var spoilt = new StringBuilder(file) { [middle] = file[middle] == 'A' ? 'B' : 'A' };
            Assert.ThrowsAny<Exception>(() => GoldenRelay.Continue(Sodium, Encoding.UTF8.GetBytes(spoilt.ToString())));
        }
    }

    [GeneratedRegex("(?<!\"(Alice|Bob)\": )\"(?<text>[A-Za-z0-9+/]{20,}=*)\"")]
    private static partial Regex Text();

    private static byte[] Published() => PublishedVectors.Read("rubaru-1.json", () => GoldenRelay.Begin(Sodium));

    private Task<byte[]> InChromium(byte[] file) => chromium.AskAsync("continue", ("golden.json", file));
}
