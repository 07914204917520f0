using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>What the app says of itself, in a real browser over the published server.</summary>
[QuietConsole]
public sealed class HonestyTests(Chromium chromium)
{
    [Fact]
    public async Task The_panel_the_doctor_the_self_test_and_the_servers_page_tell_the_truth()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var view = new ViewportSize { Width = 390, Height = 844 };
        await using var asha = await Person.JoinAsync(chromium, server, "Asha", view);
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await FaceToFaceTests.MeetAsync(asha, bob);

        await asha.Id("path-badge").First.ClickAsync();
        await ReasonAsync(asha, "Server", "ServerConnects");
        await ReasonAsync(asha, "Peer", "PeerDirect");
        await asha.Id("doctor-run").ClickAsync();
        var finding = asha.Id("doctor-finding");
        await asha.WaitAsync(finding);
        Assert.Equal("Direct", await finding.GetAttributeAsync("data-finding"));
        // Bob's own browser looked as well and answered inside the ratchet.
        Assert.Equal("Answered", await asha.Id("doctor-peer").GetAttributeAsync("data-answer"));
        await ScreenTests.ShootBothAsync(asha, "doctor");
        await asha.Id("who-sees").ScrollIntoViewIfNeededAsync();
        await ScreenTests.ShootBothAsync(asha, "who-sees");

        // The same sheet, while the state changes under it.
        await bob.LeaveAsync();
        await ReasonAsync(asha, "Server", "ServerCarries");
        await ReasonAsync(asha, "Peer", "PeerTold");
        await asha.Id("doctor-run").ClickAsync();
        await Expect(finding).ToHaveAttributeAsync("data-finding", "PeerAway", new() { Timeout = Person.Deadline });
        await asha.CloseSheetAsync();
        await asha.Id("chat-back").ClickAsync();

        await asha.Id("settings-open").ClickAsync();
        await asha.Id("server-info").ClickAsync();
        await asha.WaitAsync(asha.Id("server-facts"));
        Assert.Equal(7, await asha.Id("server-keeps").CountAsync());
        await asha.Id("self-test-run").ClickAsync();
        await asha.WaitAsync(asha.Page.Locator("[data-testid=self-test][data-passed]"));
        foreach (var step in await asha.Id("self-test-step").AllAsync())
        {
            Assert.Equal("Passed", await step.GetAttributeAsync("data-result"));
        }

        // What is shown as the server's bytes did travel, and nothing readable of the probe did.
        var probe = await asha.Id("self-test-probe").TextContentAsync() ?? "";
        var shown = (await asha.Id("self-test-bytes").TextContentAsync() ?? "").TrimEnd('…');
        var frames = asha.ServerFrames.Select(frame => Convert.ToHexStringLower(frame)).ToList();
        Assert.Contains(frames, frame => frame.Contains(shown, StringComparison.Ordinal));
        var readable = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(probe));
        Assert.DoesNotContain(frames, frame => frame.Contains(readable, StringComparison.Ordinal));
        await asha.Id("self-test").ScrollIntoViewIfNeededAsync();
        await ScreenTests.ShootBothAsync(asha, "self-test");
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
    }

    private static Task ReasonAsync(Person person, string who, string reason) =>
        person.WaitAsync(person.Page.Locator($"[data-testid=sees][data-who={who}][data-reason={reason}]"));
}
