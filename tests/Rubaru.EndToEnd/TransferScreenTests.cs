using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Files beside their messages: the list of transfers, the gallery of a chat, the search, and what is not opened.</summary>
public sealed class TransferScreenTests(Couple couple) : IClassFixture<Couple>
{
    [Fact]
    public async Task Transfers_of_all_chats_are_listed_and_directed_from_one_screen()
    {
        var (server, asha, bob) = await couple.MeetAsync(bobRuns: PieceGate.Script, anew: true);
        await Expect(bob.Id("transfers-open")).ToHaveCountAsync(0);
        await bob.Id("settings-open").ClickAsync();
        await bob.Id("settings-transfers").ClickAsync();
        await bob.WaitAsync(bob.Id("transfers-none"));
        await ScreenTests.ShootBothAsync(bob, "transfers-none");
        await bob.CloseSheetAsync();

        var bytes = RandomNumberGenerator.GetBytes(21 * 1024 * 1024);
        await SendAsync(asha, "film.bin", bytes);
        await SendAsync(asha, "minutes of June.txt", Encoding.UTF8.GetBytes("small"), caption: "As promised");
        await bob.WaitAsync(FileTests.File(bob, "minutes of June.txt", "Complete"));
        await bob.WaitAsync(FileTests.File(bob, "film.bin", "Asking"));

        // By the keyboard alone: into the screen, and out of it.
        await bob.Id("transfers-open").FocusAsync();
        await bob.Page.Keyboard.PressAsync("Enter");
        await bob.WaitAsync(bob.Page.Locator("[data-testid=transfers][data-ready=true]"));
        await Expect(Row(bob, "film.bin")).ToContainTextAsync("From Asha");
        await Expect(Row(bob, "film.bin").GetByTestId("transfer-path")).ToHaveAttributeAsync("data-path", "Direct");
        await bob.Page.Keyboard.PressAsync("Escape");
        await Expect(bob.Id("transfers")).ToHaveCountAsync(0);
        await Expect(bob.Id("transfers-open")).ToBeFocusedAsync();

        await bob.Id("transfers-open").ClickAsync();
        await PieceGate.LetInAsync(bob, bytes.Length / 2);
        await Row(bob, "film.bin").GetByTestId("file-accept").ClickAsync();
        await bob.WaitAsync(bob.Id("transfers-Now").GetByTestId("file-progress"));
        await Row(bob, "film.bin").GetByTestId("file-pause").ClickAsync();
        await bob.WaitAsync(bob.Id("transfers-Waiting").GetByTestId("file-resume"));
        await ScreenTests.ShootBothAsync(bob, "transfers");
        await PieceGate.LetInAsync(bob, null);
        await Row(bob, "film.bin").GetByTestId("file-resume").ClickAsync();
        await bob.WaitAsync(bob.Id("transfers-Done").GetByTestId("transfer").Filter(new() { HasText = "film.bin" }));
        await Expect(bob.Id("transfers-Done").GetByTestId("transfer")).ToHaveCountAsync(2);

        await Row(bob, "minutes of June.txt").GetByTestId("transfer-show").ClickAsync();
        await Expect(bob.Id("transfers")).ToHaveCountAsync(0);
        await Expect(bob.BubbleWith("As promised")).ToBeInViewportAsync();
        await Expect(bob.Id("transfers-open")).ToHaveCountAsync(0);

        // The same by its own address, as a shortcut would open it.
        await bob.LeaveAsync();
        await bob.ReturnAsync(server.Url + "/#transfers");
        await bob.WaitAsync(bob.Id("transfers-Done"));
        await bob.CloseSheetAsync();
        Assert.Empty(asha.UnexpectedComplaints);
        Assert.Empty(bob.UnexpectedComplaints);
    }

    [Fact]
    public async Task The_gallery_shows_what_a_chat_had_and_a_file_is_found_by_its_name()
    {
        var (_, asha, bob) = await couple.MeetAsync(anew: true);
        await bob.Id("chat-menu").ClickAsync();
        await bob.Id("details-gallery").ClickAsync();
        await bob.WaitAsync(bob.Id("gallery-none"));
        await bob.CloseSheetAsync();
        foreach (
            var (name, colour) in ((string, string)[])[("one.jpg", "#186"), ("two.jpg", "#a40"), ("three.jpg", "#22c")]
        )
            await SendAsync(
                asha,
                name,
                await FileTests.PhotoAsync(asha, colour, 900, 600),
                "image/jpeg",
                "Photo " + name
            );
        await SendAsync(asha, "Quarterly plan.pdf", RandomNumberGenerator.GetBytes(70_000));
        await bob.WaitAsync(FileTests.File(bob, "Quarterly plan.pdf", "Complete"));
        await bob.WaitAsync(bob.BubbleWith("Photo three.jpg").Locator("[data-testid=file][data-drawn=true]"));

        await bob.Id("chat-menu").ClickAsync();
        await bob.Id("details-gallery").ClickAsync();
        await Expect(bob.Id("gallery-photo")).ToHaveCountAsync(3);
        await ScreenTests.ShootBothAsync(bob, "gallery");
        // The newest stands first; from it the viewer goes back in time, through all of the chat.
        await bob.Id("gallery-photo").First.ClickAsync();
        await bob.WaitAsync(bob.Page.Locator("[data-testid=viewer-image][data-drawn=true]"));
        await Expect(bob.Page.Locator(".viewer-name")).ToHaveTextAsync("three.jpg");
        await bob.WaitAsync(bob.Id("viewer-before"));
        await bob.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(bob.Page.Locator(".viewer-name")).ToHaveTextAsync("two.jpg");
        await bob.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(bob.Page.Locator(".viewer-name")).ToHaveTextAsync("one.jpg");
        await Expect(bob.Id("viewer-before")).ToHaveCountAsync(0);
        await bob.Page.Keyboard.PressAsync("Escape");

        // The viewer leads back to the gallery; its other tab by the arrow keys.
        await bob.WaitAsync(bob.Id("gallery-photo").First);
        await bob.Id("gallery-Photos").FocusAsync();
        await bob.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(bob.Id("gallery-Files")).ToBeFocusedAsync();
        await Expect(bob.Id("gallery-file")).ToHaveCountAsync(1);
        await ScreenTests.ShootBothAsync(bob, "gallery-files");
        await bob.Id("gallery-jump").ClickAsync();
        await Expect(FileTests.File(bob, "Quarterly plan.pdf")).ToBeInViewportAsync();

        await bob.Id("search").FillAsync("quarterly");
        await bob.WaitAsync(bob.Id("search-hit").Filter(new() { HasText = "Quarterly plan.pdf" }));
        await ScreenTests.ShootBothAsync(bob, "search-file");
        await bob.Id("search").FillAsync("photo two");
        await Expect(bob.Id("search-hit")).ToHaveCountAsync(1);
        await bob.Id("search-hit").ClickAsync();
        await Expect(bob.BubbleWith("Photo two.jpg")).ToBeInViewportAsync();
        await bob.Id("search-clear").ClickAsync();
        Assert.Empty(asha.UnexpectedComplaints);
        Assert.Empty(bob.UnexpectedComplaints);
    }

    [Fact]
    public async Task An_image_of_hundreds_of_megapixels_is_opened_on_neither_side()
    {
        var (_, asha, bob) = await couple.MeetAsync(anew: true);
        var (type, deep) = (Encoding.ASCII.GetBytes("IHDR"), new byte[13]);
        BinaryPrimitives.WriteUInt32BigEndian(deep, 30_000);
        BinaryPrimitives.WriteUInt32BigEndian(deep.AsSpan(4), 30_000);
        (deep[8], deep[9]) = (8, 2);
        byte[] bomb = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. type, .. deep, .. new byte[2_000]];
        await FileTests.AttachAsync(
            asha,
            new()
            {
                Name = "poster.png",
                MimeType = "image/png",
                Buffer = bomb,
            }
        );
        await asha.WaitAsync(asha.Id("file-too-many-pixels"));
        await ScreenTests.ShootAsync(asha, "file-too-many-pixels", "desktop");
        await asha.Id("file-send").ClickAsync();
        await bob.WaitAsync(FileTests.File(bob, "poster.png", "Complete"));
        await Expect(FileTests.File(bob, "poster.png").Locator("img")).ToHaveCountAsync(0);
        Assert.Empty(asha.UnexpectedComplaints);
    }

    /// <summary>By the module that the app uses, in its own page: no screen lets somebody erase while a file is sealed.</summary>
    [Fact]
    public async Task Sealing_stops_when_the_sheet_is_closed_and_makes_nothing_anew_while_all_is_erased()
    {
        var (_, asha, _) = await couple.MeetAsync(anew: true);
        await asha.Page.EvaluateAsync(
            """
            () => {
              const data = new DataTransfer();
              data.items.add(new File(Array(400).fill(new Uint8Array(1 << 20)), 'long.bin'));
              dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
              window.copies = async () => {
                let [count, bytes] = [0, 0];
                try {
                  const files = await (await navigator.storage.getDirectory()).getDirectoryHandle('files');
                  for await (const entry of files.values()) {
                    [count, bytes] = [count + 1, bytes + (await entry.getFile()).size];
                  }
                } catch (error) {
                  if (error.name !== 'NotFoundError') throw error;
                }
                return [count, bytes];
              };
            }
            """
        );
        await asha.WaitAsync(asha.Page.Locator("[data-testid=file-sheet][data-ready=true]"));
        await asha.Id("file-send").ClickAsync();
        await asha.Page.WaitForFunctionAsync(
            "async () => (await window.copies())[1] > 0",
            null,
            new() { Timeout = Person.Deadline }
        );
        await asha.CloseSheetAsync();
        var most = await asha.Page.EvaluateAsync<double>(
            """
            async () => {
              let most = 0;
              for (;;) {
                const [count, bytes] = await window.copies();
                most = Math.max(most, bytes);
                if (count === 0) return most;
                await new Promise(resolve => setTimeout(resolve, 20));
              }
            }
            """
        );
        Assert.InRange(most, 0, 399.0 * 1024 * 1024);
        await Expect(asha.Id("file")).ToHaveCountAsync(0);

        var left = await asha.Page.EvaluateAsync<double[]>(
            """
            async () => {
              const module = name => import(new URL(`_content/Rubaru.App/js/${name}.js`, document.baseURI).href);
              const [{ open }, { keep }] = [await module('file-store'), await module('file-sources')];
              const store = open();
              const id = keep(new Blob(Array(200).fill(new Uint8Array(1 << 20))), 'x');
              let begun;
              const first = new Promise(resolve => begun = resolve);
              const sealing = store.seal('00'.repeat(16), new Uint8Array(32), new Uint8Array(16), id, { invokeMethodAsync: async () => begun() });
              await first;
              await store.erase();
              const [outcome] = await sealing;
              const after = await window.copies();
              store.close();
              return [outcome, ...after];
            }
            """
        );
        Assert.Equal([4, 0, 0], left);
        Assert.Empty(asha.UnexpectedComplaints);
    }

    private static async Task SendAsync(
        Person person,
        string name,
        byte[] bytes,
        string type = "application/octet-stream",
        string caption = ""
    )
    {
        await FileTests.AttachAsync(
            person,
            new()
            {
                Name = name,
                MimeType = type,
                Buffer = bytes,
            }
        );
        await person.Id("file-caption").FillAsync(caption);
        await person.Id("file-send").ClickAsync();
        await Expect(person.Id("file-sheet")).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });
    }

    private static Microsoft.Playwright.ILocator Row(Person person, string name) =>
        person.Id("transfer").Filter(new() { HasText = name });
}
