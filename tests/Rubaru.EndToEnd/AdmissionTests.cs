using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>Who may write: a request by the reusable address, a yes, a block, and what each of the two sees.</summary>
[QuietConsole]
public sealed class AdmissionTests(Chromium chromium)
{
    [Fact]
    public async Task A_request_by_the_address_is_answered_and_a_blocked_person_is_kept_out_until_unblocked()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob", new() { Width = 390, Height = 844 });
        await asha.Id("new-contact").First.ClickAsync();
        await asha.Id("address-make").ClickAsync(new() { Timeout = Person.Deadline });
        var link = await asha.Id("address-link").InputValueAsync(new() { Timeout = Person.Deadline });
        await asha.Id("address-link").ScrollIntoViewIfNeededAsync();
        await ScreenTests.ShootBothAsync(asha, "address");
        await asha.CloseSheetAsync();

        await bob.AcceptAsync(link);
        await bob.ChatOpensAsync();
        await bob.TypeAndSendAsync("Hello Asha, we met at the fair.");
        await asha.WaitAsync(asha.Id("request").Filter(new() { HasText = "we met at the fair" }));
        await asha.WaitAsync(asha.Id("request").Filter(new() { HasText = "Bob" }));
        Assert.Equal(0, await asha.Id("chat-item").CountAsync());
        await ScreenTests.ShootBothAsync(asha, "request");

        await asha.Id("request-accept").ClickAsync();
        await asha.ChatOpensAsync();
        await asha.SeesAsync("we met at the fair");
        await bob.StateAsync("we met at the fair", "Delivered");
        await asha.SendAsync("Of course!");
        await bob.SeesAsync("Of course!");

        await asha.Id("chat-menu").ClickAsync();
        await asha.Id("contact-block").ClickAsync(new() { Timeout = Person.Deadline });
        await asha.Id("contact-block-confirm").ScrollIntoViewIfNeededAsync();
        await ScreenTests.ShootBothAsync(asha, "block");
        await asha.Id("contact-block-confirm").ClickAsync();
        await asha.CloseSheetAsync();
        await asha.WaitAsync(asha.Page.Locator("[data-testid=chat-closed][data-kind=blocked]"));
        await bob.WaitAsync(bob.Page.Locator("[data-testid=chat-closed][data-kind=gone]"));
        await ScreenTests.ShootBothAsync(asha, "blocked");
        await ScreenTests.ShootBothAsync(bob, "gone");

        await asha.Id("chat-unblock").ClickAsync();
        await bob.ChatOpensAsync();
        await bob.TypeAndSendAsync("Back again.");
        await asha.SeesAsync("Back again.");
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
    }
}
