namespace Rubaru.App.Tests.Components;

/// <summary>A text is text; only http and https addresses become links.</summary>
public sealed class TextRunTests
{
    private static string[] Links(string text) =>
        [.. TextRun.Split(text).Where(run => run.Href is not null).Select(run => run.Href!)];

    [Theory]
    [InlineData("See https://example.org/a?b=1", "https://example.org/a?b=1")]
    [InlineData("HTTP://EXAMPLE.org", "http://example.org/")]
    [InlineData("(https://example.org/x)", "https://example.org/x")]
    [InlineData("https://en.wikipedia.org/wiki/Banyan_(tree).", "https://en.wikipedia.org/wiki/Banyan_(tree)")]
    [InlineData("\"https://example.org/quoted\"", "https://example.org/quoted")]
    [InlineData(
        "देखो https://example.org/रास्ता।",
        "https://example.org/%E0%A4%B0%E0%A4%BE%E0%A4%B8%E0%A5%8D%E0%A4%A4%E0%A4%BE"
    )]
    [InlineData("http://http://example.org", "http://http//example.org")]
    public void An_address_becomes_a_link_without_the_punctuation_around_it(string text, string href) =>
        Assert.Equal([href], Links(text));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org")]
    [InlineData("https://")]
    [InlineData("http:// example")]
    [InlineData("xhttps://example.org")]
    [InlineData("https://bank.example@evil.example/")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("www.example.org")]
    [InlineData("")]
    public void Nothing_else_becomes_a_link(string text) => Assert.Empty(Links(text));

    [Fact]
    public void An_address_ends_before_a_character_that_turns_the_direction() =>
        Assert.Equal(["https://example.org/a"], Links("https://example.org/a\u202Egpj.exe"));

    [Fact]
    public void Two_addresses_and_the_words_between_them_are_kept_apart()
    {
        var runs = TextRun.Split("a https://one.example b https://two.example.");
        Assert.Equal(["a ", "https://one.example", " b ", "https://two.example", "."], runs.Select(run => run.Text));
    }

    [Fact]
    public void The_runs_together_are_always_the_text_itself()
    {
        string[] pieces = ["http", "://", "https://a.b", " ", "(", ")", "@", ".", "\u202E", "<b>", "é", "x", "/", "?"];
        Gen.Int[0, pieces.Length - 1]
            .Array[0, 12]
            .Select(picks => string.Concat(picks.Select(i => pieces[i])))
            .Sample(text => string.Concat(TextRun.Split(text).Select(run => run.Text)) == text, iter: 2_000);
    }

    [Theory]
    [InlineData("👋", true)]
    [InlineData("👩‍👩‍👧‍👦🇮🇳", true)]
    [InlineData("❤️", true)]
    [InlineData("👍🏽👍🏽👍🏽", true)]
    [InlineData("👋👋👋👋", false)]
    [InlineData("hi 👋", false)]
    [InlineData("नमस्ते", false)]
    [InlineData("12", false)]
    [InlineData("", false)]
    public void Up_to_three_emoji_alone_are_told_from_words(string text, bool emoji) =>
        Assert.Equal(emoji, EmojiText.Is(text));

    [Theory]
    [InlineData("Asha Verma", "AV")]
    [InlineData("bob", "B")]
    [InlineData("मीरा शर्मा", "मीश")]
    [InlineData("\u202EEvil", "E")]
    [InlineData("👩‍🚀 Anna", "👩‍🚀A")]
    [InlineData("  ", "?")]
    [InlineData("Jean  Luc  Picard", "JP")]
    public void Initials_are_whole_characters_of_the_first_and_last_word(string name, string initials) =>
        Assert.Equal(initials, AvatarFace.Initials(name));
}
