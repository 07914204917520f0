using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Files that come from another app and from the camera of a device that is touched.</summary>
public sealed class SharedFilesTests(Chromium chromium)
{
    [Fact]
    public async Task Shared_files_go_through_the_preview_of_the_chosen_chat_and_never_to_the_server()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        await asha.LeaveAsync();

        // As the system does it: a form from elsewhere, posted to the address of the manifest.
        var page = await asha.Context.NewPageAsync();
        var answered = new List<IResponse>();
        page.Response += (_, response) => answered.Add(response);
        await page.SetContentAsync(
            $"<form method=post enctype=multipart/form-data action='{server.Url}/share'><input type=file multiple name=files></form>"
        );
        await page.Locator("input")
            .SetInputFilesAsync([
                new FilePayload
                {
                    Name = "list.txt",
                    MimeType = "text/plain",
                    Buffer = Encoding.UTF8.GetBytes("two onions"),
                },
                new FilePayload
                {
                    Name = "plan.pdf",
                    MimeType = "application/pdf",
                    Buffer = new byte[3_000],
                },
            ]);
        await page.EvaluateAsync("() => document.forms[0].submit()");
        await Expect(page.GetByTestId("shared-files")).ToContainTextAsync("list.txt");
        await Expect(page.GetByTestId("shared-files")).ToContainTextAsync("plan.pdf");
        Assert.DoesNotContain(
            answered,
            response => response.Url.EndsWith("/share", StringComparison.Ordinal) && !response.FromServiceWorker
        );
        await page.GetByTestId("share-into").ClickAsync();
        await Expect(page.Locator("[data-testid=file-sheet][data-ready=true] .file-item")).ToHaveCountAsync(2);
        // Nothing left by itself.
        Assert.Equal(0, await page.GetByTestId("message").CountAsync());
        await page.GetByTestId("file-send").ClickAsync();
        await Expect(bob.Page.Locator("[data-testid=file][data-state=Complete]")).ToHaveCountAsync(2);
        await Expect(bob.Page.GetByTestId("file").First).ToContainTextAsync("list.txt");
    }

    [Fact]
    public async Task A_device_that_is_touched_takes_a_photo_into_the_preview_and_a_computer_has_no_such_button()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var context = await chromium.Browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = 390, Height = 844 },
                HasTouch = true,
                IsMobile = true,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        context.SetDefaultTimeout(Person.Deadline);
        await using var asha = await Person.JoinAsync(context, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await FaceToFaceTests.MeetAsync(asha, bob);
        await Expect(asha.Id("camera")).ToBeVisibleAsync();
        await Expect(bob.Id("camera")).ToBeHiddenAsync();
        await ScreenTests.ShootAsync(asha, "camera", "phone");

        var chooser = await asha.Page.RunAndWaitForFileChooserAsync(() => asha.Id("camera").TapAsync());
        var photo = await asha.Page.ScreenshotAsync(new() { Type = ScreenshotType.Jpeg });
        await chooser.SetFilesAsync(
            new FilePayload
            {
                Name = "image.jpg",
                MimeType = "image/jpeg",
                Buffer = photo,
            }
        );
        await asha.WaitAsync(asha.Page.Locator("[data-testid=file-sheet][data-ready=true]"));
        await asha.Id("file-send").ClickAsync();
        await bob.WaitAsync(bob.Page.Locator("[data-testid=file][data-state=Complete][data-drawn=true]"));
    }
}
