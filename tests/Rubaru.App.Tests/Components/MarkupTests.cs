using System.Diagnostics;
using CsCheck;

namespace Rubaru.App.Tests.Components;

/// <summary>The safe subset of Markdown: what becomes an element, what stays as it is, and that nothing else can.</summary>
public sealed class MarkupTests : Page
{
    [Theory]
    [InlineData("**bold**", "<strong>bold</strong>")]
    [InlineData("*italic* and _too_", "<em>italic</em> and <em>too</em>")]
    [InlineData("~~gone~~", "<s>gone</s>")]
    [InlineData("**a *b* c**", "<strong>a <em>b</em> c</strong>")]
    [InlineData("`**x**`", "<code>**x**</code>")]
    [InlineData("`<b>`", "<code>&lt;b&gt;</code>")]
    [InlineData("before\n```cs\nvar a = \"**\";\n\n  b\n```\nafter", "before<pre>var a = \"**\";\n\n  b</pre>after")]
    [InlineData("> quoted\n> *twice*\nnot", "<blockquote>quoted\n<em>twice</em></blockquote>not")]
    [InlineData("(**x**), **y**.", "(<strong>x</strong>), <strong>y</strong>.")]
    [InlineData("**नमस्ते** दुनिया", "<strong>नमस्ते</strong> दुनिया")]
    public void What_becomes_an_element(string text, string html) => Assert.Equal(html, Html(text));

    [Theory]
    [InlineData("**a *b* c** and `d`", "a b c and d")]
    [InlineData("> quoted\n> *twice*\nnot", "quoted\ntwice\nnot")]
    [InlineData("see\n```\ncode\n```\nhere", "see\ncode\nhere")]
    [InlineData("2 * 3 and snake_case", "2 * 3 and snake_case")]
    [InlineData("https://rubaru.example/a_b_c", "https://rubaru.example/a_b_c")]
    public void In_a_line_of_a_list_its_words_stand_alone(string text, string plain) =>
        Assert.Equal(plain, Markup.Plain(text));

    [Theory]
    [InlineData("2 * 3 * 4")]
    [InlineData("snake_case_name and other_name")]
    [InlineData("** not bold **")]
    [InlineData("*open")]
    [InlineData("a*b*c")]
    [InlineData("****")]
    [InlineData("```\nnever closed")]
    [InlineData("``` meet at six\nor not\n```")]
    [InlineData(">no space")]
    [InlineData("a > b")]
    [InlineData("# heading\n- list\n1. one")]
    [InlineData("![pic](x.png) [words](y)")]
    [InlineData("two\nlines *\nof* text")]
    public void What_stays_as_it_is(string text)
    {
        var shown = Render<FormattedText>(p => p.Add(t => t.Value, text));
        Assert.Empty(shown.FindAll("*"));
        Assert.Equal(text, Characters(Markup.Of(text)));
    }

    [Fact]
    public void An_address_stays_whole_and_only_http_becomes_a_link()
    {
        Assert.Equal(
            [
                (MarkupKind.Plain, "see "),
                (MarkupKind.Link, "https://example.org/a_b_c*d*"[..^1]),
                (MarkupKind.Plain, "*"),
            ],
            Markup.Of("see https://example.org/a_b_c*d*").Select(piece => (piece.Kind, piece.Text))
        );
        var bold = Assert.Single(Markup.Of("**https://example.org**"));
        Assert.Equal((MarkupKind.Bold, "https://example.org/"), (bold.Kind, bold.Inside.Single().Href));
        Assert.Empty(Render<FormattedText>(p => p.Add(t => t.Value, "*javascript:alert(1)*")).FindAll("a"));
    }

    /// <summary>Whatever is written: only our elements, no attribute but those of a link, and every character in its place. (No letter stands alone: after a
    /// fence it would be the name of a language, which is not shown.)</summary>
    [Fact]
    public void No_text_makes_any_other_element()
    {
        string[] allowed = ["STRONG", "EM", "S", "CODE", "PRE", "BLOCKQUOTE", "A", "BDI"];
        string[] words =
        [
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```",
            "\n",
            "> ",
            " ",
            "9",
            "<b>",
            "&lt;",
            "https://x.org/_a_",
            "न",
            "\u202E",
        ];
        var word = Gen.Int[0, words.Length - 1].Select(i => words[i]);
        word.Array[0, 40]
            .Select(string.Concat)
            .Sample(
                text =>
                {
                    var shown = Render<FormattedText>(p => p.Add(t => t.Value, text));
                    Assert.All(shown.FindAll("*"), element => Assert.Contains(element.TagName, allowed));
                    var marks = new[] { '*', '_', '~', '`', '>', '\n', ' ' };
                    string Bare(string from) => new([.. from.Where(c => !marks.Contains(c))]);
                    Assert.Equal(Bare(text), Bare(Characters(Markup.Of(text))));
                },
                iter: 300,
                threads: 1
            );
    }

    /// <summary>Somebody who wants to freeze the other device sends the longest text of marks that never close.</summary>
    [Theory]
    [InlineData("*a ")]
    [InlineData("**a ")]
    [InlineData("_a ~~b ")]
    [InlineData("`")]
    [InlineData("*")]
    [InlineData("**_~~a")]
    [InlineData("> ")]
    [InlineData("```\n")]
    [InlineData("https://x.org *")]
    public void The_longest_hostile_text_is_read_in_steps_that_grow_with_its_length(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 32_000 / part.Length));
        var clock = Stopwatch.StartNew();
        Markup.Of(text);
        // Quadratic work would take minutes here; the deadline is far above what a loaded machine needs for linear work.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    private string Html(string text) =>
        string.Concat(
            Render<FormattedText>(p => p.Add(t => t.Value, text))
                .Nodes.Select(node => node is AngleSharp.Dom.IElement element ? element.OuterHtml : node.TextContent)
        );

    private static string Characters(IEnumerable<Markup> pieces) =>
        string.Concat(pieces.Select(piece => piece.Text + Characters(piece.Inside)));
}
