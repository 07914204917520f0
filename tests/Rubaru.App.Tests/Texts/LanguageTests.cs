using System.Text.Json;
using System.Text.RegularExpressions;
using Key = Rubaru.App.Texts.Text;

namespace Rubaru.App.Tests.Texts;

public sealed partial class LanguageTests
{
    private readonly Language english = SourceFiles.LanguageOf("en");

    /// <summary>The texts of <c>index.html</c> in its order: said when nothing could be loaded, so the page has a copy.</summary>
    private static readonly Key[] StartPage =
    [
        Key.StartNoScript,
        Key.StartNoWasm,
        Key.StartFailed,
        Key.StartTryAgain,
        Key.StartBroken,
        Key.StartReload,
    ];

    public static TheoryData<string> Codes => [.. SourceFiles.Languages];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_language_has_exactly_the_keys_of_the_code_in_their_order(string code)
    {
        using var json = JsonDocument.Parse(SourceFiles.Texts(code));
        Assert.Equal(Enum.GetNames<Key>(), json.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void The_languages_are_those_of_the_files_and_of_the_script_that_chooses_one()
    {
        Assert.Equal(SourceFiles.Languages, Language.Complete.Select(language => language.Code));
        var boot = File.ReadAllText(SourceFiles.BootScript);
        var list = string.Join(", ", Language.Complete.Select(language => $"\"{language.Code}\""));
        Assert.Contains($"const languages = [{list}];", boot, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_is_used()
    {
        var source = string.Concat(SourceFiles.Of(".razor", ".cs").Select(file => file.Text));
        Assert.All(Enum.GetValues<Key>().Except(StartPage), key => Assert.Matches($@"\bText\.{key}\b", source));
    }

    [Fact]
    public void The_start_page_says_what_the_language_file_says_and_nothing_else()
    {
        var html = HtmlComment().Replace(File.ReadAllText(SourceFiles.StartPage), "");
        var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..];
        var said = BetweenTags()
            .Matches(body)
            .Select(match => match.Groups[1].Value.Trim())
            .Where(words => words.Length > 0);
        Assert.Equal(StartPage.Select(key => english[key]), said);
        Assert.DoesNotMatch(SpokenAttribute(), body);
        Assert.Contains($"<title>{english[Key.AppName]}</title>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void No_component_has_words_of_its_own()
    {
        var found = SourceFiles
            .Of(".razor")
            .SelectMany(file => Words(file.Text).Select(words => $"{file.Name}: {words}"))
            .ToList();
        Assert.Empty(found);
    }

    [Fact]
    public void The_search_for_words_finds_some()
    {
        Assert.Equal(["Hello there"], Words("<p>Hello there</p>"));
        Assert.Equal(["Send"], Words("<button title=\"Send\">@T[Text.X]</button>"));
        Assert.Empty(Words("<p class=\"lead\">@T[Text.Lead]</p>@code { string x = \"word\"; }"));
    }

    [Fact]
    public void No_component_has_an_inline_style_or_raw_markup()
    {
        foreach (var (name, text) in SourceFiles.Of(".razor"))
        {
            Assert.False(InlineStyle().IsMatch(text), name);
            Assert.DoesNotContain("MarkupString", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Arguments_and_plurals_are_filled_in()
    {
        Assert.Equal("Chats", english[Key.ListLabel]);
        Assert.Equal("Delete Asha?", english.Format(Key.DetailsDeleteTitle, "Asha"));
        Assert.Equal("1 new message", english.Count(Key.ChatNew, 1));
        Assert.Equal("0 new messages", english.Count(Key.ChatNew, 0));
        english.PluralRule = _ => "few";
        Assert.Equal("3 new messages", english.Count(Key.ChatNew, 3));
    }

    [Fact]
    public void A_sentence_is_cut_at_its_arguments()
    {
        Assert.Equal(
            [("Connect with ", false), ("A{1}", true), (", please: ", false), ("B", true)],
            SentenceParts.Split("Connect with {0}, please: {1}", "A{1}", "B")
        );
        Assert.Equal([("Plain", false)], SentenceParts.Split("Plain"));
    }

    /// <summary>Letters between tags, and in attributes that are read by people.</summary>
    private static IEnumerable<string> Words(string razor)
    {
        var code = razor.IndexOf("@code", StringComparison.Ordinal);
        var markup = Comment().Replace(code < 0 ? razor : razor[..code], "");
        markup = string.Join('\n', markup.Split('\n').Where(line => !IsCode(line.Trim())));
        markup = Expression().Replace(markup, "");
        foreach (Match match in BetweenTags().Matches(markup))
        {
            var words = match.Groups[1].Value.Trim();
            if (words.Any(char.IsLetter) && !words.Contains(';') && !words.Contains('{'))
            {
                yield return words;
            }
        }

        foreach (Match match in SpokenAttribute().Matches(markup))
        {
            yield return match.Groups[1].Value;
        }
    }

    private static bool IsCode(string line) =>
        line.StartsWith('@') && !line.StartsWith("@T[", StringComparison.Ordinal)
        || line is "{" or "}"
        || line.StartsWith("else", StringComparison.Ordinal)
        || line.StartsWith("case ", StringComparison.Ordinal)
        || line.StartsWith("default:", StringComparison.Ordinal)
        || line.StartsWith("break;", StringComparison.Ordinal)
        || line.StartsWith("var ", StringComparison.Ordinal)
        || line.StartsWith("if (", StringComparison.Ordinal);

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex HtmlComment();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@">([^<>]+)<")]
    private static partial Regex BetweenTags();

    [GeneratedRegex(@"@\((?:[^()]|\([^()]*\))*\)|@[\w.?!]+(?:\[[^\]]*\]|\((?:[^()]|\([^()]*\))*\))*")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\s(?:title|placeholder|aria-label|alt)=""([^""@]+)""")]
    private static partial Regex SpokenAttribute();

    [GeneratedRegex(@"\sstyle\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex InlineStyle();
}
