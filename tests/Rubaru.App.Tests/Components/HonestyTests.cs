using Microsoft.Extensions.DependencyInjection;
using Rubaru.App.Browser;
using Rubaru.App.Tests.Pages;

namespace Rubaru.App.Tests.Components;

/// <summary>Who sees what, the connection doctor, the self-test, the server's page.</summary>
public sealed class HonestyTests : Page
{
    private static readonly NetworkReport Fine = new(
        true,
        NatKind.Easy,
        Reach.Reached,
        Reach.Unknown,
        Reach.Unknown,
        Reach.Unknown,
        PathPolicy.Auto
    );

    private static readonly ExposureFacts Direct = new()
    {
        Path = MessagePath.Direct,
        ServerReached = true,
        HasDialled = true,
        HasToldAddress = true,
    };

    [Fact]
    public void Every_observer_says_in_words_what_it_sees()
    {
        var panel = Render<WhoSees>(p =>
            p.Add(w => w.Name, "Asha").Add(w => w.Rows, WhoSeesWhat.Of(Direct with { Path = MessagePath.Server }))
        );
        Assert.Equal(
            ["Provider", "Peer", "Server", "PushProvider", "Relay"],
            panel.FindAll("[data-testid=sees]").Select(row => row.GetAttribute("data-who"))
        );
        var server = panel.Find("[data-who=Server]");
        Assert.Equal(
            ["yes", "yes", "in part", "no"],
            server.QuerySelectorAll(".sight dd").Select(cell => cell.TextContent.Trim())
        );
        Assert.Contains("at most 6 h", server.TextContent, StringComparison.Ordinal);
        Assert.Equal("yes", panel.Find("[data-who=Peer] [data-part=content] dd").TextContent.Trim());
        Assert.Contains("Asha", panel.Find("[data-who=PushProvider]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_reason_and_each_finding_has_a_sentence_of_its_own()
    {
        var reasons = Enum.GetValues<ExposureReason>().Select(SightLook.Sentence).ToList();
        Assert.Equal(reasons.Count, reasons.Distinct().Count());
        var findings = Enum.GetValues<Finding>().Select(DoctorLook.Sentence).ToList();
        Assert.Equal(findings.Count, findings.Distinct().Count());
        var advice = Enum.GetValues<Advice>().Select(DoctorLook.Help).ToList();
        Assert.Equal(advice.Count, advice.Distinct().Count());
    }

    [Fact]
    public async Task The_doctor_says_one_sentence_what_would_help_and_both_looks()
    {
        var runs = 0;
        var found = Diagnosis.Of(
            Fine,
            Fine with
            {
                Nat = NatKind.Unknown,
                Stun = Reach.NotReached,
            },
            PeerAnswer.Answered,
            MessagePath.None,
            serverReached: true,
            isStrict: false
        );
        var panel = Render<DoctorPanel>(p =>
            p.Add(d => d.Name, "Asha")
                .Add(d => d.Doctor, new DoctorState(false, found))
                .Add(
                    d => d.Run,
                    () =>
                    {
                        runs++;
                        return Task.CompletedTask;
                    }
                )
        );
        Assert.Equal(
            "Asha’s network lets no UDP out, and direct connections need it.",
            panel.Find("[data-testid=doctor-finding]").TextContent.Trim()
        );
        Assert.Equal("OperatorRelay", panel.Find("[data-testid=doctor-advice]").GetAttribute("data-advice"));
        Assert.Contains(
            "UDP is blocked",
            panel.Find("[data-testid=doctor-peer]").TextContent,
            StringComparison.Ordinal
        );
        await panel.Find("[data-testid=doctor-run]").ClickAsync(new());
        Assert.Equal(1, runs);

        panel.Render(p => p.Add(d => d.Doctor, new DoctorState(true, found)));
        Assert.True(panel.Find("[data-testid=doctor-run]").HasAttribute("disabled"));
        Assert.Empty(panel.FindAll("[data-testid=doctor-finding]"));
    }

    [Fact]
    public void The_sheet_has_a_doctor_only_where_there_is_somebody_to_reach()
    {
        var sheet = Render<ConnectionSheet>(p =>
            p.Add(s => s.Name, "Asha").Add(s => s.Exposures, WhoSeesWhat.Of(Direct))
        );
        Assert.Empty(sheet.FindAll("[data-testid=doctor]"));
        Assert.Single(sheet.FindAll("[data-testid=who-sees]"));
        sheet.Render(p => p.Add(s => s.RunDoctor, () => Task.CompletedTask));
        Assert.Single(sheet.FindAll("[data-testid=doctor]"));
    }

    [Fact]
    public void A_step_of_the_self_test_shows_the_bytes_of_the_server()
    {
        var line = Render<SelfTestLine>(p =>
            p.Add(
                l => l.Step,
                new SelfTestStep(SelfTestStage.Returned, SelfTestResult.Passed, 8192, [0x01, 0xAB, 0xCD])
            )
        );
        Assert.Contains("8192 bytes", line.Markup, StringComparison.Ordinal);
        Assert.Equal("01abcd…", line.Find("[data-testid=self-test-bytes]").TextContent);
        var stored = Render<SelfTestLine>(p =>
            p.Add(l => l.Step, new SelfTestStep(SelfTestStage.Stored, SelfTestResult.Passed, Expires: Noon.AddHours(6)))
        );
        Assert.Contains("18:00", stored.Markup, StringComparison.Ordinal);
        foreach (var stage in Enum.GetValues<SelfTestStage>())
        {
            var failed = Render<SelfTestLine>(p =>
                p.Add(l => l.Step, new SelfTestStep(stage, SelfTestResult.Failed, 1, [1]))
            );
            Assert.Contains("could not be shown", failed.Markup, StringComparison.Ordinal);
            Assert.Contains("tone-fail", failed.Find("li").ClassName!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_server_the_self_test_claims_nothing()
    {
        await using var client = await new LockedProfile(Clock).OpenAsync();
        await client.CreateProfileAsync("Asha");
        var panel = Render<SelfTestPanel>(p => p.Add(s => s.Client, client));
        Assert.Null(panel.Find("[data-testid=self-test]").GetAttribute("data-passed"));
        await panel.Find("[data-testid=self-test-run]").ClickAsync(new());
        panel.WaitForAssertion(
            () => Assert.Equal("false", panel.Find("[data-testid=self-test]").GetAttribute("data-passed")),
            TimeSpan.FromSeconds(30)
        );
        Assert.All(
            panel.FindAll("[data-testid=self-test-step]"),
            step => Assert.Equal("Failed", step.GetAttribute("data-result"))
        );
    }

    [Fact]
    public async Task The_servers_page_says_it_in_our_words_and_a_newer_servers_in_its_own()
    {
        JSInterop
            .SetupModule("./_content/Rubaru.App/js/server-description.js")
            .Setup<string>("read", _ => true)
            .SetResult(
                """
                {"version":"1.2.3","storage":"sqlite","retentionSeconds":21600,"push":true,"turn":false,"stun":true,"keeps":[
                 {"id":"mailbox","what":"English","atMostSeconds":7776000},
                 {"id":"addresses","what":"English","atMostSeconds":0},
                 {"id":"later","what":"Something of a later version","atMostSeconds":60}]}
                """
            );
        var page = Render<ServerPage>();
        Assert.Empty(page.FindAll("[data-testid=server-facts]"));
        await page.Find("[data-testid=server-info]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=server-facts]")));
        Assert.Contains("at most 6 h", page.Find("[data-testid=server-facts]").TextContent, StringComparison.Ordinal);
        var kept = page.FindAll("[data-testid=server-keeps]").Select(row => row.TextContent).ToList();
        Assert.Contains("at most 90 days", kept[0], StringComparison.Ordinal);
        Assert.DoesNotContain("English", kept[0], StringComparison.Ordinal);
        Assert.Contains("in memory only", kept[1], StringComparison.Ordinal);
        Assert.Contains("Something of a later version", kept[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!DOCTYPE html>")]
    [InlineData("[1,2]")]
    public void What_is_no_description_is_none(string text) => Assert.Null(ServerDescription.TryRead(text));

    [Fact]
    public void A_description_of_wrong_types_reads_as_empty()
    {
        var read = ServerDescription.TryRead(
            """{"version":7,"retentionSeconds":"x","push":"yes","keeps":[1,{"id":null,"atMostSeconds":-5}]}"""
        )!;
        Assert.Equal(("", 0, false), (read.Version, read.RetentionSeconds, read.Push));
        Assert.All(read.Keeps, kept => Assert.Equal(new KeptDescription("", "", 0), kept));
    }

    [Fact]
    public void The_button_to_install_is_there_only_while_the_browser_offers_it()
    {
        JSInterop.SetupModule("./_content/Rubaru.App/js/app-install.js").Mode = JSRuntimeMode.Loose;
        var install = Services.GetRequiredService<AppInstall>();
        var block = Render<InstallApp>();
        Assert.Empty(block.FindAll("[data-testid=install-do]"));
        install.OnPossible(true);
        block.WaitForAssertion(() => Assert.Single(block.FindAll("[data-testid=install-do]")));
        install.OnPossible(false);
        block.WaitForAssertion(() => Assert.Empty(block.FindAll("[data-testid=install-do]")));
    }
}
