using CsCheck;
using Rubaru.Client.Search;
using Xunit;

namespace Rubaru.Client.Tests.Search;

/// <summary>What counts as the same when searching. .NET without cultures has no tables: a few characters stand for the browser's.</summary>
public sealed class FoldingTests
{
    internal static string Decompose(string text) =>
        text switch
        {
            "é" => "e\u0301",
            "Ü" => "U\u0308",
            "ﬁ" => "fi",
            "क़" => "क\u093C",
            "ẞ" => "ẞ",
            _ => text,
        };

    private readonly Folding folding = new(Decompose);

    [Theory]
    [InlineData("Café", "cafe")]
    [InlineData("CAFÉ", "café")]
    [InlineData("cafe\u0301", "CAFÉ")]
    [InlineData("Über", "uber")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("ﬁne", "fine")]
    [InlineData("Łany", "lan")]
    [InlineData("two\n  lines", "two lines")]
    [InlineData("soft\u00ADhyphen and\u200D joiner", "softhyphen and joiner")]
    [InlineData("क़लम", "कलम")]
    [InlineData("चाँद", "चांद")]
    [InlineData("Γιώργος", "ΓΙΏΡΓΟΣ")]
    public void The_same_for_a_person_is_the_same_here(string text, string searched)
    {
        // Capital é and ώ have no entry in the few characters above.
        Assert.True(
            new Folding(c => c is "É" ? "E\u0301" : Decompose(c)).Matches(
                text,
                new Folding(c => c is "É" ? "E\u0301" : Decompose(c)).Fold(searched)
            )
        );
    }

    [Theory]
    [InlineData("कल", "कला")]
    [InlineData("कि", "की")]
    [InlineData("चाय", "चय")]
    [InlineData("cat", "cart")]
    public void What_means_something_else_is_something_else(string text, string searched) =>
        Assert.False(folding.Matches(text, folding.Fold(searched)));

    [Fact]
    public void What_is_found_is_told_by_its_place_in_the_text_with_its_accents()
    {
        const string Text = "Zwei  Cafe\u0301s, ein CAFE";
        var found = folding.Find(Text, folding.Fold("café"));
        Assert.Equal(["Cafe\u0301", "CAFE"], found.Select(f => Text.Substring(f.Start, f.Length)));
        Assert.Equal("Straße", Part("Die Straße.", "strasse"));
        Assert.Equal("ß", Part("Straße", "s", at: 1));
        Assert.Equal("Zwei  C", Part(Text, "zwei c"));
        Assert.Empty(folding.Find("anything", ""));

        string Part(string text, string searched, int at = 0)
        {
            var (start, length) = folding.Find(text, folding.Fold(searched))[at];
            return text.Substring(start, length);
        }
    }

    [Fact]
    public void Every_place_lies_in_the_text_and_folds_to_what_was_searched() =>
        Gen.Select(Text("aAbß \n\u0301é😀क\u093Cँ", 30), Text("abs क", 3))
            .Sample(
                (text, searched) =>
                {
                    var needle = folding.Fold(searched);
                    var found = folding.Find(text, needle);
                    Assert.Equal(
                        needle.Length > 0 && folding.Fold(text).Contains(needle, StringComparison.Ordinal),
                        found.Count > 0
                    );
                    Assert.All(
                        found,
                        f =>
                            Assert.Contains(
                                needle,
                                folding.Fold(text.Substring(f.Start, f.Length)),
                                StringComparison.Ordinal
                            )
                    );
                },
                iter: 2_000,
                // It remembers what it folded, for the one thread of the app.
                threads: 1
            );

    private static Gen<string> Text(string of, int most) =>
        Gen.Int[0, of.Length - 1].Array[0, most].Select(at => new string([.. at.Select(i => of[i])]));
}
