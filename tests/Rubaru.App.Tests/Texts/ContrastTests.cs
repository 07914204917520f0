using System.Globalization;
using System.Text.RegularExpressions;

namespace Rubaru.App.Tests.Texts;

/// <summary>WCAG 2.2 AA: 4.5 for text, 3 for what has to be seen, in both themes.</summary>
public sealed partial class ContrastTests
{
    private static readonly string Css = File.ReadAllText(Path.Combine(SourceFiles.App, "wwwroot/css/tokens.css"));
    private static readonly Dictionary<string, string> Light = Block(":root {");
    private static readonly Dictionary<string, string> Dark = Block(":root[data-theme=\"dark\"] {");

    public static TheoryData<string, string, double> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, double>
            {
                { "ink", "ground", 4.5 },
                { "ink", "mine", 4.5 },
                { "ink", "theirs", 4.5 },
                { "ink", "selected", 4.5 },
                { "ink-soft", "pane", 4.5 },
                { "ink-soft", "ground", 4.5 },
                { "ink-soft", "hover", 4.5 },
                { "ink-soft", "raised", 4.5 },
                { "ink-soft", "mine", 4.5 },
                { "ink-soft", "theirs", 4.5 },
                { "ink-soft", "selected", 4.5 },
                { "ink-soft", "quiet-soft", 4.5 },
                { "on-accent", "accent", 4.5 },
                { "on-accent", "accent-strong", 4.5 },
                { "accent-strong", "accent-soft", 4.5 },
                { "accent-strong", "raised", 4.5 },
                { "accent-strong", "ground", 4.5 },
                { "accent-strong", "pane", 4.5 },
                { "link", "mine", 4.5 },
                { "link", "theirs", 4.5 },
                { "link", "pane", 4.5 },
                { "pane", "fail", 4.5 },
                { "field-line", "field", 3 },
                { "accent", "pane", 3 },
                { "accent", "ground", 3 },
            };
            foreach (var tone in new[] { "direct", "relay", "sealed", "strict", "fail" })
            {
                foreach (
                    var ground in new[] { "pane", "ground", "mine", "theirs", "selected", "hover", tone + "-soft" }
                )
                {
                    pairs.Add(tone, ground, 4.5);
                }
            }

            foreach (var front in new[] { "ink", "ink-soft", "direct", "relay", "sealed", "strict", "fail", "link" })
            {
                foreach (var colour in new[] { "teal", "sky", "leaf", "sand", "rose", "slate" })
                {
                    pairs.Add(front, "mine-" + colour, 4.5);
                }
            }

            foreach (var front in new[] { "ink", "ink-soft", "direct", "relay", "sealed", "strict", "fail", "link" })
            {
                foreach (var ground in new[] { "strict-ground", "strict-mine" })
                {
                    pairs.Add(front, ground, 4.5);
                }
            }

            pairs.Add("on-strict", "strict", 4.5);
            pairs.Add("on-strict", "strict-strong", 4.5);
            pairs.Add("strict-strong", "strict-soft", 4.5);
            pairs.Add("strict-strong", "strict-ground", 4.5);
            pairs.Add("strict-strong", "raised", 4.5);
            pairs.Add("pane", "direct", 4.5);
            pairs.Add("pane", "strict", 4.5);
            pairs.Add("ink-soft", "strict-soft", 4.5);
            pairs.Add("ink-soft", "accent-soft", 4.5);
            pairs.Add("field-line", "pane", 3);
            pairs.Add("field-line", "strict-ground", 3);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_pair_can_be_read(string front, string back, double least)
    {
        Assert.InRange(Contrast(Light[front], Light[back]), least, 21);
        Assert.InRange(Contrast(Dark[front], Dark[back]), least, 21);
    }

    [Fact]
    public void White_initials_can_be_read_on_every_face()
    {
        var faces = Face().Matches(Css).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(AvatarFace.Hues, faces.Count);
        Assert.All(faces, face => Assert.InRange(Contrast("#ffffff", face), 4.5, 21));
    }

    [Fact]
    public void The_dark_theme_of_the_system_and_of_the_person_are_the_same() =>
        Assert.Equal(Block(":root:not([data-theme=\"light\"]) {"), Dark);

    private static Dictionary<string, string> Block(string selector)
    {
        var from = Css.IndexOf(selector, StringComparison.Ordinal) + selector.Length;
        return Value()
            .Matches(Css[from..Css.IndexOf('}', from)])
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
    }

    private static double Contrast(string a, string b)
    {
        var (one, other) = (Luminance(a), Luminance(b));
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var channels = Enumerable
            .Range(0, 3)
            .Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, null) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))
            .ToArray();
        return (0.2126 * channels[0]) + (0.7152 * channels[1]) + (0.0722 * channels[2]);
    }

    [GeneratedRegex(@"--([a-z-]+):\s*([^;]+);")]
    private static partial Regex Value();

    [GeneratedRegex(@"--face:\s*(#[0-9a-f]{6})")]
    private static partial Regex Face();
}
