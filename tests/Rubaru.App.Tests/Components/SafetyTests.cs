namespace Rubaru.App.Tests.Components;

public sealed class SafetyTests : Page
{
    private const string Number = "189421586207439753806648487726783466053325121300875663683546";

    private static SafetyFacts Facts(CheckMark mark) =>
        new(Number, new SafetyCode(Person(1), Person(2)).ToBytes(), mark, mark == CheckMark.None ? null : Noon);

    private IRenderedComponent<SafetySheet> Sheet(
        CheckMark mark = CheckMark.None,
        Func<byte[], Task<CodeCheck>>? check = null,
        Func<bool, Task>? set = null
    ) =>
        Render<SafetySheet>(p =>
            p.Add(s => s.Name, "Asha")
                .Add(s => s.Facts, Facts(mark))
                .Add(s => s.Check, check ?? (_ => Task.FromResult(new CodeCheck(CodeResult.Agrees))))
                .Add(s => s.Mark, set ?? (_ => Task.CompletedTask))
        );

    [Fact]
    public void The_digits_stand_in_twelve_groups_of_five_and_are_copied_with_spaces()
    {
        var digits = Render<SafetyCheck>(p => p.Add(c => c.Facts, Facts(CheckMark.None)).Add(c => c.Name, "Asha"))
            .Find("[data-testid=safety-number]");
        Assert.Equal(12, digits.Children.Length);
        Assert.All(digits.Children, group => Assert.Matches("^[0-9]{5} $", group.TextContent));
        Assert.Equal(Number, digits.TextContent.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("ltr", digits.GetAttribute("dir"));
    }

    [Theory]
    [InlineData(CheckMark.None, "Not checked yet. You met Asha by an invite, which is as safe as the way it was sent.")]
    [InlineData(CheckMark.Checked, "You compared keys with Asha. Last checked: Today.")]
    [InlineData(
        CheckMark.Question,
        "Last checked: Today. Since then encryption with Asha was set up again, or a code did not agree. Check once more."
    )]
    public void Every_level_is_one_sentence(CheckMark mark, string sentence)
    {
        var level = Render<SafetyLevel>(p => p.Add(c => c.Facts, Facts(mark)).Add(c => c.Name, "Asha"));
        Assert.Equal(sentence, Words(level.Find("span").TextContent));
    }

    [Theory]
    [InlineData(CheckMark.None, true, false)]
    [InlineData(CheckMark.Checked, false, true)]
    [InlineData(CheckMark.Question, true, true)]
    public async Task The_buttons_set_and_take_the_mark(CheckMark mark, bool mayMark, bool mayUnmark)
    {
        var set = new List<bool>();
        var sheet = Sheet(
            mark,
            set: isChecked =>
            {
                set.Add(isChecked);
                return Task.CompletedTask;
            }
        );
        foreach (var (id, may) in new[] { ("mark-checked", mayMark), ("mark-unchecked", mayUnmark) })
        {
            var button = sheet.FindAll($"[data-testid={id}]");
            Assert.Equal(may, button.Count == 1);
            if (may)
            {
                await button.Single().ClickAsync(new());
            }
        }

        bool[] expected = [.. new[] { true }.Where(_ => mayMark), .. new[] { false }.Where(_ => mayUnmark)];
        Assert.Equal(expected, set);
    }

    [Fact]
    public async Task Every_result_of_a_scan_has_its_own_sentence_and_only_agreement_looks_good()
    {
        var sentences = new List<string>();
        foreach (var result in Enum.GetValues<CodeResult>())
        {
            byte[]? scanned = null;
            var sheet = Sheet(check: bytes =>
            {
                scanned = bytes;
                return Task.FromResult(new CodeCheck(result, result == CodeResult.OtherContact ? "Carol" : null));
            });
            var scanner = sheet.FindComponent<QrScanner>().Instance;
            await sheet.InvokeAsync(() => scanner.OnRead.InvokeAsync([1, 2, 3]));
            var said = sheet.Find("[data-testid=check-result]");
            Assert.Equal([1, 2, 3], scanned!);
            Assert.Equal(result.ToString(), said.GetAttribute("data-result"));
            Assert.Equal(result == CodeResult.Agrees, said.ClassList.Contains("tone-direct"));
            Assert.Equal(result != CodeResult.Agrees, said.ClassList.Contains("tone-fail"));
            Assert.Contains(
                result == CodeResult.OtherContact ? "Carol" : "",
                said.TextContent,
                StringComparison.Ordinal
            );
            sentences.Add(Words(said.TextContent));
        }

        Assert.Equal(sentences.Count, sentences.Distinct().Count());
    }

    [Fact]
    public async Task A_mark_that_could_not_be_kept_says_so()
    {
        var sheet = Sheet(set: _ => throw new InvalidOperationException("0x80 foo"));
        await sheet.Find("[data-testid=mark-checked]").ClickAsync(new());
        Assert.StartsWith("Not changed.", Words(sheet.Find("[role=alert]").TextContent), StringComparison.Ordinal);
        Assert.DoesNotContain("0x80", sheet.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_code_on_the_screen_is_the_one_to_scan()
    {
        var path = Sheet().Find(".qr path").GetAttribute("d");
        Assert.Equal(QrPath.Of(Facts(CheckMark.None).Code).Path, path);
    }

    [Theory]
    [InlineData(CheckMark.None, null)]
    [InlineData(CheckMark.Checked, "Checked")]
    [InlineData(CheckMark.Question, "To be checked again")]
    public void The_mark_beside_a_name_has_words_too(CheckMark mark, string? words)
    {
        var icon = Render<CheckMarkIcon>(p => p.Add(i => i.Mark, mark)).FindAll("[data-testid=check-mark]");
        Assert.Equal(words, icon.SingleOrDefault()?.TextContent.Trim());
    }

    [Fact]
    public async Task The_question_offers_now_and_later()
    {
        var pressed = new List<string>();
        var notice = Render<CheckNotice>(p =>
            p.Add(n => n.Name, "Asha")
                .Add(n => n.OnCheck, () => pressed.Add("now"))
                .Add(n => n.OnLater, () => pressed.Add("later"))
        );
        Assert.Equal("check-again", notice.Find("[data-testid=banner]").GetAttribute("data-kind"));
        await notice.Find("[data-testid=check-now]").ClickAsync(new());
        await notice.Find("[data-testid=check-later]").ClickAsync(new());
        Assert.Equal(["now", "later"], pressed);
    }

    private static string Words(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\s+", " ").Trim();
}
