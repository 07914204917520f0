using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Rubaru.App.Browser;
using Rubaru.App.Tests.Texts;

namespace Rubaru.App.Tests.Components;

public sealed class LanguageChoiceTests : Page
{
    private readonly BunitJSModuleInterop files;
    private readonly BunitJSModuleInterop intl;

    public LanguageChoiceTests()
    {
        files = JSInterop.SetupModule("./_content/Rubaru.App/js/languages.js");
        intl = JSInterop.SetupModule("./_content/Rubaru.App/js/intl.js");
        files.Setup<string[]>("start", _ => true).SetResult(["en", SourceFiles.Texts("en")]);
        intl.Setup<string[]>("wanted").SetResult(["en"]);
        intl.Setup<string>("use", _ => true).SetResult("en");
        intl.Setup<string>("plural", _ => true).SetResult("other");
        intl.Setup<string>("number", _ => true).SetResult("3");
    }

    [Fact]
    public async Task A_chosen_language_is_used_by_texts_dates_and_numbers()
    {
        files.Setup<string[]>("choose", "hi").SetResult(["hi", SourceFiles.Texts("hi")]);
        await Services.GetRequiredService<Languages>().StartAsync();
        var changes = 0;
        English.Changed += () => changes++;
        var choice = Render<LanguageChoice>();
        Assert.Equal(
            ["en English", "hi हिन्दी", "hi-Latn Hinglish"],
            choice.FindAll("option").Select(option => $"{option.GetAttribute("lang")} {option.TextContent}")
        );
        Assert.Equal("en", choice.Find("option[selected]").GetAttribute("value"));
        await choice.Find("[data-testid=language]").ChangeAsync(new() { Value = "hi" });
        Assert.Equal(1, changes);
        Assert.Equal("hi", English.Code);
        Assert.Equal("भाषा", choice.Find("label").TextContent);
        Assert.Equal("3 नए मैसेज", English.Count(Rubaru.App.Texts.Text.ChatNew, 3));
        Assert.Equal(["en", "hi"], intl.Invocations["use"].Select(call => (string)call.Arguments[0]!));
        Assert.Empty(choice.FindAll("[data-testid=language-error]"));
    }

    [Fact]
    public async Task A_language_that_cannot_be_loaded_changes_nothing_and_says_so()
    {
        files.Setup<string[]>("choose", "hi").SetException(new JSException("offline"));
        await Services.GetRequiredService<Languages>().StartAsync();
        var choice = Render<LanguageChoice>();
        await choice.Find("[data-testid=language]").ChangeAsync(new() { Value = "hi" });
        Assert.Equal("en", English.Code);
        Assert.NotEmpty(choice.FindAll("[role=alert][data-testid=language-error]"));
        Assert.Equal("en", choice.Find("option[selected]").GetAttribute("value"));
        Assert.Equal("language-error", choice.Find("select").GetAttribute("aria-describedby"));
    }

    [Fact]
    public void A_component_whose_parameters_stay_the_same_is_drawn_in_the_new_language()
    {
        var row = new ChatRow(Person(1), "Asha", null, "", 3, MessagePath.Direct, default, false, false, false);
        var page = Render<CascadingValue<string>>(Fill);
        Assert.Contains("3 unread messages", page.Markup, StringComparison.Ordinal);
        Assert.Contains("is typing…", page.Find("[data-testid=typing]").TextContent, StringComparison.Ordinal);
        English.Use("hi", SourceFiles.Texts("hi"));
        page.Render(Fill);
        Assert.Contains("3 बिना पढ़े मैसेज", page.Markup, StringComparison.Ordinal);
        Assert.Contains("लिख रहे हैं…", page.Find("[data-testid=typing]").TextContent, StringComparison.Ordinal);
        Assert.Contains("जाँचा हुआ", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("unread", page.Find(".count").OuterHtml, StringComparison.Ordinal);

        void Fill(ComponentParameterCollectionBuilder<CascadingValue<string>> p) =>
            p.Add(c => c.Name, "Language")
                .Add(c => c.Value, English.Code)
                .Add(c => c.ChildContent, (RenderFragment)Children);

        void Children(RenderTreeBuilder tree)
        {
            tree.OpenComponent<ChatListItem>(0);
            tree.AddComponentParameter(1, nameof(ChatListItem.Row), row);
            tree.CloseComponent();
            tree.OpenComponent<TypingDots>(2);
            tree.AddComponentParameter(3, nameof(TypingDots.Name), "Asha");
            tree.AddComponentParameter(4, nameof(TypingDots.Typing), true);
            tree.CloseComponent();
            tree.OpenComponent<CheckMarkIcon>(5);
            tree.AddComponentParameter(6, nameof(CheckMarkIcon.Mark), CheckMark.Checked);
            tree.CloseComponent();
        }
    }
}
