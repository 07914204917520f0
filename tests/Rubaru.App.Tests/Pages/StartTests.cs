using Rubaru.App.Pages;
using Rubaru.Client.Storage;
using Key = Rubaru.App.Texts.Text;

namespace Rubaru.App.Tests.Pages;

public sealed class StartTests : Page
{
    [Fact]
    public async Task The_first_card_needs_a_name_and_nothing_else()
    {
        var names = new List<string>();
        var card = Render<Onboarding>(p =>
            p.Add(
                o => o.Create,
                (name, passphrase) =>
                {
                    Assert.Null(passphrase);
                    names.Add(name);
                    return Task.CompletedTask;
                }
            )
        );
        await card.Find("form").SubmitAsync();
        Assert.NotEmpty(card.FindAll("[data-testid=onboarding-error]"));
        await card.Find("[data-testid=onboarding-name]").InputAsync(new() { Value = " Asha " });
        await card.Find("form").SubmitAsync();
        Assert.Equal(["Asha"], names);
        Assert.Contains("No phone number, no e-mail.", card.Markup, StringComparison.Ordinal);
        Assert.Contains("without a backup", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passphrase_can_be_chosen_with_the_name_and_has_to_be_a_good_one()
    {
        var chosen = new List<string?>();
        var card = Render<Onboarding>(p =>
            p.Add(
                    o => o.Create,
                    (_, passphrase) =>
                    {
                        chosen.Add(passphrase);
                        return Task.CompletedTask;
                    }
                )
                .Add(o => o.Suggest, () => "six random words of the list")
        );
        var folded = card.Find("[data-testid=onboarding-lock]");
        Assert.Equal("details", folded.LocalName);
        Assert.False(folded.HasAttribute("open"));
        await card.Find("[data-testid=onboarding-name]").InputAsync(new() { Value = "Asha" });

        await card.Find("[data-testid=passphrase-new]").InputAsync(new() { Value = "password" });
        await card.Find("form").SubmitAsync();
        Assert.Equal(English[Key.StrengthTooWeak], card.Find("[data-testid=onboarding-error]").TextContent.Trim());
        await card.Find("[data-testid=passphrase-new]").InputAsync(new() { Value = LockedProfile.Passphrase });
        await card.Find("form").SubmitAsync();
        Assert.Equal(English[Key.PassphraseDiffers], card.Find("[data-testid=onboarding-error]").TextContent.Trim());
        Assert.Empty(chosen);
        await card.Find("[data-testid=passphrase-repeat]").InputAsync(new() { Value = LockedProfile.Passphrase });
        await card.Find("form").SubmitAsync();
        await card.Find("[data-testid=passphrase-suggest]").ClickAsync(new());
        await card.Find("form").SubmitAsync();
        Assert.Equal([LockedProfile.Passphrase, "six random words of the list"], chosen);
    }

    [Theory]
    [InlineData(Key.OnboardingPrivate, "private window")]
    [InlineData(Key.OnboardingHomeScreen, "seven days")]
    public void What_this_browser_forgets_is_said_before_the_name(Key warning, string words)
    {
        var card = Render<Onboarding>(p =>
            p.Add(o => o.Create, (_, _) => Task.CompletedTask).Add(o => o.Warning, warning)
        );
        Assert.Contains(words, card.Find("[data-testid=onboarding-warning]").TextContent, StringComparison.Ordinal);
        var none = Render<Onboarding>(p => p.Add(o => o.Create, (_, _) => Task.CompletedTask));
        Assert.Empty(none.FindAll("[data-testid=onboarding-warning]"));
        Assert.Contains("private window", none.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_said_and_the_name_stays()
    {
        var card = Render<Onboarding>(p => p.Add(o => o.Create, (_, _) => throw new StorageFullException("quota")));
        await card.Find("[data-testid=onboarding-name]").InputAsync(new() { Value = "Asha" });
        await card.Find("form").SubmitAsync();
        Assert.Equal(
            "Your profile could not be created. This device has no room left.",
            card.Find("[role=alert]").TextContent.Trim()
        );
        Assert.Equal("Asha", card.Find("[data-testid=onboarding-name]").GetAttribute("value"));
    }

    [Fact]
    public async Task An_unexpected_failure_is_said_in_our_words_and_not_in_those_of_the_exception()
    {
        var card = Render<Onboarding>(p =>
            p.Add(o => o.Create, (_, _) => throw new InvalidOperationException("0x80 foo\nundefined"))
        );
        await card.Find("[data-testid=onboarding-name]").InputAsync(new() { Value = "Asha" });
        await card.Find("form").SubmitAsync();
        Assert.Contains(English[Key.ReasonUnknown], card.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("0x80", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_reason_not_to_start_has_a_sentence_and_an_unknown_one_its_details_as_well()
    {
        var known = Render<Failed>(p => p.Add(f => f.Error, new VaultException("0x80 foo")));
        Assert.Equal(English[Key.ReasonKey], known.Find("[data-testid=failed-reason]").TextContent);
        Assert.DoesNotContain("0x80", known.Markup, StringComparison.Ordinal);
        var unknown = Render<Failed>(p => p.Add(f => f.Error, new InvalidOperationException("0x80 foo\nundefined")));
        Assert.Equal(English[Key.ReasonUnknown], unknown.Find("[data-testid=failed-reason]").TextContent);
        Assert.Equal("0x80 foo", unknown.Find("pre").TextContent);
    }

    [Theory]
    [InlineData("secure-context", "neither HTTPS nor localhost")]
    [InlineData("webrtc", "WebRTC")]
    [InlineData("indexeddb", "IndexedDB")]
    [InlineData("web-locks", "Web Locks")]
    [InlineData("web-crypto", "Web Cryptography")]
    [InlineData("something-new", "something-new is missing")]
    public void What_the_browser_lacks_is_named(string missing, string words)
    {
        var page = Render<Unsupported>(p => p.Add(u => u.Missing, [missing]));
        Assert.Contains(words, page.Find($"[data-reason={missing}]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tab_is_replaced_only_by_the_button()
    {
        var taken = 0;
        var page = Render<Elsewhere>(p =>
            p.Add(
                e => e.TakeOver,
                () =>
                {
                    taken++;
                    return Task.CompletedTask;
                }
            )
        );
        Assert.Equal("Already open in another tab", page.Find("h1").TextContent);
        Assert.Equal(0, taken);
        await page.Find("[data-testid=takeover]").ClickAsync(new());
        Assert.Equal(1, taken);
    }
}
