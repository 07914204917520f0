using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>Pictures of every screen in both sizes and themes, for people to look at; and a console without complaints.</summary>
public sealed class ScreenTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };
    private static readonly ViewportSize Desktop = new() { Width = 1280, Height = 800 };

    [Theory]
    [InlineData("phone", ColorScheme.Light)]
    [InlineData("phone", ColorScheme.Dark)]
    [InlineData("desktop", ColorScheme.Light)]
    [InlineData("desktop", ColorScheme.Dark)]
    public async Task Every_screen_at(string size, ColorScheme scheme)
    {
        var view = size == "phone" ? Phone : Desktop;
        var suffix = $"{size}-{scheme.ToString().ToLowerInvariant()}";
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.OpenAsync(chromium, server, "Asha", view, scheme);
        await asha.Page.GotoAsync(server.Url);
        await asha.Id("onboarding-name").WaitForAsync(new() { Timeout = Person.Deadline });
        await asha.ScreenshotAsync($"onboarding-{suffix}");
        await asha.OnboardAsync();
        await asha.ScreenshotAsync($"empty-{suffix}");
        var link = await asha.InviteAsync();
        await asha.ScreenshotAsync($"invite-{suffix}");

        await using var bob = await Person.JoinAsync(chromium, server, "Bob", view, scheme);
        await bob.AcceptAsync(link);
        await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
        await asha.PathIsAsync("Direct");
        await bob.PathIsAsync("Direct");
        await SayAsync(asha, bob, "Hi Bob! Did you get home all right?");
        await SayAsync(bob, asha, "Yes, just now. The late train was almost empty.");
        await SayAsync(asha, bob, "कल शाम को चाय? 🙂");
        await SayAsync(bob, asha, "Haan, zaroor. Same place, six o'clock: https://example.org/map");
        await asha.ScreenshotAsync($"chat-direct-{suffix}");
        await bob.LeaveAsync();
        await asha.PathIsAsync("Server");
        await asha.TypeAndSendAsync("Perfect. I'll bring the book.");
        await asha.StateAsync("Perfect. I'll bring the book.", "Sealed");
        await asha.ScreenshotAsync($"chat-{suffix}");
        await asha.Id("path-badge").First.ClickAsync();
        await asha.Page.Locator("dialog[open]").First.WaitForAsync();
        await asha.ScreenshotAsync($"connection-{suffix}");
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
    }

    private static async Task SayAsync(Person from, Person to, string text)
    {
        await from.TypeAndSendAsync(text);
        await to.SeesAsync(text);
        await from.StateAsync(text, "Delivered");
    }
}
