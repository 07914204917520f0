using System.Text;
using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>Every bad link has its own sentence.</summary>
[QuietConsole]
public sealed class InviteTests(Chromium chromium)
{
    [Fact]
    public async Task Own_malformed_other_version_other_server_expired_used_and_revoked_links_are_told_apart()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        var bobJoins = Person.JoinAsync(chromium, server, "Bob");
        await using var carol = await Person.JoinAsync(chromium, server, "Carol");
        await using var bob = await bobJoins;
        await using var asha = await ashaJoins;
        var link = await asha.InviteAsync();
        var data = Decode(link);

        await ExpectAsync(asha, link, "own");
        await ExpectAsync(bob, "hello", "malformed");
        await ExpectAsync(bob, link[..^30], "malformed");
        await ExpectAsync(bob, Encode(server.Url, [2, .. data[1..]]), "version");
        await ExpectAsync(bob, Encode("http://other.example", data), "other-server");
        await ExpectAsync(bob, Encode(server.Url, [.. data[..82], 0, 0, 0, 1, .. data[86..]]), "expired");

        // Both pages still say what was wrong with the last one.
        await asha.CloseSheetAsync();
        await bob.Page.GotoAsync(server.Url);
        await bob.AcceptAsync(link);
        await bob.ChatOpensAsync();
        await asha.OpenChatAsync("Bob");
        await bob.SendAsync("Hello.");
        await asha.SeesAsync("Hello.");
        await ExpectAsync(carol, link, "used");

        var second = await asha.InviteAsync();
        await asha.Id("invite-revoke").First.ClickAsync();
        await asha.Id("invite-link").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await ExpectAsync(carol, second, "revoked");
    }

    [Fact]
    public async Task Opening_the_link_itself_asks_and_connects_and_cleans_the_address()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        var link = await asha.InviteAsync();
        await using var bob = await Person.OpenAsync(chromium, server, "Bob");
        await bob.Page.GotoAsync(link);
        await bob.Id("onboarding-name").FillAsync("Bob", new() { Timeout = Person.Deadline });
        await bob.Id("onboarding-start").ClickAsync();
        await bob.WaitAsync(bob.Id("invite-accept"));
        await ScreenTests.ShootBothAsync(bob, "accept");
        await bob.Id("invite-accept").ClickAsync(new() { Timeout = Person.Deadline });
        await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
        Assert.DoesNotContain("#", bob.Page.Url, StringComparison.Ordinal);
        await bob.SendAsync("By the link.");
        await asha.SeesAsync("By the link.");
    }

    [Fact]
    public async Task An_invite_held_before_the_camera_is_read_and_connects()
    {
        using var camera = new FakeCamera();
        await using var withCamera = new Chromium();
        await withCamera.LaunchAsync(Chromium.Program, camera.Arguments);
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(withCamera, server, "Bob", new() { Width = 390, Height = 844 });
        await bob.Context.GrantPermissionsAsync(["camera"]);

        var link = await asha.InviteAsync();
        await bob.Id("new-contact").First.ClickAsync();
        await bob.Id("scan-camera").ClickAsync();
        await bob.WaitAsync(bob.Page.Locator("[data-testid=scanner][data-state=Running]"));
        // Nothing but grey so far: nothing is read.
        Assert.Equal("", await bob.Id("invite-paste").InputValueAsync());
        await bob.Id("scan-camera").ClickAsync();
        await camera.ShowAsync(asha.Page.Locator("dialog .qr").First);
        await bob.Id("scan-camera").ClickAsync();
        await Assertions.Expect(bob.Id("invite-paste")).ToHaveValueAsync(link, new() { Timeout = Person.Deadline });
        await bob.Id("invite-accept").ClickAsync();
        await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
        await bob.TypeAndSendAsync("By the camera.");
        await asha.SeesAsync("By the camera.");
    }

    private static async Task ExpectAsync(Person person, string link, string reason)
    {
        await person.Page.GotoAsync(person.Page.Url.Split('#')[0]);
        await person.AcceptAsync(link);
        await person
            .Page.Locator($"[data-testid=invite-error][data-reason={reason}]")
            .WaitForAsync(new() { Timeout = Person.Deadline });
        var sentence = await person.Id("invite-error").InnerTextAsync();
        Assert.True(sentence.Length > 15, $"{reason}: \"{sentence}\"");
    }

    private static byte[] Decode(string link)
    {
        var text = link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..].Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
    }

    private static string Encode(string origin, byte[] data) =>
        origin + "/i#" + Convert.ToBase64String(data).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
