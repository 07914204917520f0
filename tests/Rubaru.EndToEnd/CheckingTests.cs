using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>Journey 4: an invite and two safety codes, read from a picture, a camera and the clipboard.</summary>
[QuietConsole]
public sealed class CheckingTests(Chromium chromium)
{
    [Fact]
    public async Task Codes_are_scanned_both_ways_and_a_new_session_puts_a_question_mark()
    {
        using var camera = new FakeCamera();
        await using var withCamera = new Chromium();
        await withCamera.LaunchAsync(Chromium.Program, camera.Arguments);
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(withCamera, server, "Bob", new() { Width = 390, Height = 844 });
        bob.Expected.Add("/favicon.ico"); // this browser asks for it on a page of its own, the picture
        await bob.Context.GrantPermissionsAsync(["camera", "clipboard-read", "clipboard-write"]);

        // The invite, as a picture that was sent.
        var link = await asha.InviteAsync();
        var picture = await asha.Page.Locator(".qr-frame").ScreenshotAsync();
        await bob.Id("new-contact").First.ClickAsync();
        await bob.Id("scan-picture")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "invite.png",
                    MimeType = "image/png",
                    Buffer = picture,
                }
            );
        await Assertions.Expect(bob.Id("invite-paste")).ToHaveValueAsync(link, new() { Timeout = Person.Deadline });
        await bob.Id("invite-accept").ClickAsync();
        await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
        await bob.TypeAndSendAsync("Let us check.");
        await asha.SeesAsync("Let us check.");
        Assert.Equal("false", await bob.Id("path-badge").GetAttributeAsync("data-verified"));

        await OpenCheckAsync(asha);
        await OpenCheckAsync(bob);
        var number = await NumberAsync(bob);
        Assert.Matches("^[0-9]{60}$", number);
        Assert.Equal(number, await NumberAsync(asha));

        // Asha's screen before Bob's camera.
        await ScreenTests.ShootBothAsync(bob, "check");
        await camera.ShowAsync(asha.Page.Locator("dialog .qr"));
        await bob.Id("scan-camera").ClickAsync();
        await ResultAsync(bob, "Agrees");
        await bob.ScreenshotAsync("checked-phone");

        // Bob's screen, photographed and pasted; first a wrong code, Asha's own.
        await PasteAsync(asha, await asha.Page.Locator("dialog .qr-frame").ScreenshotAsync());
        await ResultAsync(asha, "Own");
        await PasteAsync(asha, await bob.Page.Locator("dialog .qr-frame").ScreenshotAsync());
        await ResultAsync(asha, "Agrees");
        await ScreenTests.ShootBothAsync(asha, "check-agrees");
        await asha.CloseSheetAsync();
        await bob.CloseSheetAsync();
        await Task.WhenAll(VerifiedAsync(asha, true), VerifiedAsync(bob, true));
        await asha.SeesLineAsync("You marked Bob as checked.");

        // Bob's device loses its sessions, as after a restore.
        await bob.Page.GotoAsync(server.Url + "/api/server");
        await bob.Page.EvaluateAsync(ForgetSessions);
        await bob.Page.GotoAsync(server.Url);
        await bob.OpenChatAsync("Asha");
        await bob.TypeAndSendAsync("It is me, again.");
        await asha.SeesAsync("It is me, again.");
        await asha.TypeAndSendAsync("Are you sure?");
        await bob.SeesAsync("Are you sure?");
        await asha.SeesLineAsync("Encryption with Bob was set up again.");
        await VerifiedAsync(asha, false);
        await asha.WaitAsync(asha.Page.Locator("[data-testid=banner][data-kind=check-again]"));
        await ScreenTests.ShootBothAsync(asha, "check-again");
        await asha.Id("check-now").ClickAsync();
        await asha.Id("mark-checked").ClickAsync();
        await asha.CloseSheetAsync();
        await VerifiedAsync(asha, true);
        Assert.Empty(asha.Complaints);
    }

    /// <summary>Table 5 of every database of the profile.</summary>
    private const string ForgetSessions = """
        async () => {
          for (const { name } of await indexedDB.databases()) {
            const db = await new Promise((done, fail) => {
              const opening = indexedDB.open(name);
              opening.onsuccess = () => done(opening.result);
              opening.onerror = () => fail(opening.error);
            });
            if (db.objectStoreNames.contains('5')) {
              await new Promise((done, fail) => {
                const clearing = db.transaction('5', 'readwrite');
                clearing.objectStore('5').clear();
                clearing.oncomplete = done;
                clearing.onabort = () => fail(clearing.error);
              });
            }
            db.close();
          }
        }
        """;

    private static async Task OpenCheckAsync(Person person)
    {
        await person.Id("chat-menu").ClickAsync();
        await person.Id("safety-open").ClickAsync(new() { Timeout = Person.Deadline });
        await person.WaitAsync(person.Id("scan-camera"));
    }

    private static async Task<string> NumberAsync(Person person) =>
        string.Concat((await person.Id("safety-number").InnerTextAsync()).Where(char.IsAsciiDigit));

    private static Task ResultAsync(Person person, string result) =>
        person.WaitAsync(person.Page.Locator($"[data-testid=check-result][data-result={result}]"));

    private static Task VerifiedAsync(Person person, bool verified) =>
        person.WaitAsync(
            person.Page.Locator($"[data-testid=path-badge][data-verified={(verified ? "true" : "false")}]")
        );

    private static async Task PasteAsync(Person person, byte[] picture) =>
        await person.Page.EvaluateAsync(
            """
            async base64 => {
              const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
              const clipboardData = new DataTransfer();
              clipboardData.items.add(new File([bytes], 'code.png', { type: 'image/png' }));
              document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
            }
            """,
            Convert.ToBase64String(picture)
        );
}
