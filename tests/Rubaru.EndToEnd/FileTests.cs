using System.Security.Cryptography;
using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Images and files between two browsers: chosen, seen, received, saved, and gone on with after a reload.</summary>
public sealed class FileTests(Chromium chromium, Couple couple) : IClassFixture<Couple>
{
    private const string Canary = "GPS-CANARY-28.6139N-77.2090E";

    [Fact]
    public async Task A_photo_is_seen_on_the_other_screen_without_its_metadata()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        var photo = await PhotoAsync(asha, "#186", 3000, 2000);
        await AttachAsync(
            asha,
            new()
            {
                Name = "beach.jpg",
                MimeType = "image/jpeg",
                Buffer = photo,
            }
        );
        await asha.WaitAsync(asha.Page.Locator("[data-testid=file-sheet][data-ready=true]"));
        await Expect(asha.Id("file-metadata")).ToHaveTextAsync("Location data removed");
        await asha.Id("file-caption").FillAsync("From the beach");
        await ScreenTests.ShootAsync(asha, "file-sheet", "desktop");
        await asha.Id("file-send").ClickAsync();

        var theirs = bob.BubbleWith("From the beach");
        await bob.WaitAsync(theirs.Locator("[data-testid=file][data-state=Complete][data-drawn=true]"));
        await asha.WaitAsync(asha.BubbleWith("From the beach").Locator("[data-testid=file][data-state=Complete]"));
        // The place was kept: 320 by 213 of 2048 by 1365.
        var size = await theirs.Locator("img").EvaluateAsync<int[]>("e => [e.width, e.height, e.naturalWidth]");
        Assert.Equal([320, 213, 2048], size);
        await ScreenTests.ShootAsync(bob, "photo", "desktop");

        await theirs.GetByTestId("file-image").ClickAsync();
        await bob.WaitAsync(bob.Page.Locator("[data-testid=viewer-image][data-drawn=true]"));
        await bob.Id("viewer-in").ClickAsync();
        await bob.WaitAsync(bob.Page.Locator(".viewer-stage[data-zoomed]"));
        await ScreenTests.ShootAsync(bob, "viewer", "desktop");
        var saved = await SaveAsync(bob, "viewer-save");
        Assert.Equal("beach.jpg", saved.Name);
        Assert.DoesNotContain(Canary, Encoding.Latin1.GetString(saved.Bytes), StringComparison.Ordinal);
        await bob.CloseSheetAsync();
        Assert.Empty(asha.UnexpectedComplaints);
        Assert.Empty(bob.UnexpectedComplaints);
        couple.Keep();
    }

    [Fact]
    public async Task Several_are_dropped_one_is_pasted_and_the_viewer_steps_through_them()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        await asha.Page.EvaluateAsync(
            """
            async () => {
              const image = async (name, colour) => {
                const canvas = new OffscreenCanvas(300, 200);
                const context = canvas.getContext('2d');
                context.fillStyle = colour;
                context.fillRect(0, 0, 300, 200);
                return new File([await canvas.convertToBlob({ type: 'image/png' })], name, { type: 'image/png' });
              };
              const data = new DataTransfer();
              data.items.add(await image('red.png', '#c22'));
              data.items.add(await image('blue.png', '#22c'));
              window.dropped = data;
              window.pasted = new DataTransfer();
              window.pasted.items.add(await image('image.png', '#2a2'));
              dispatchEvent(new DragEvent('dragenter', { dataTransfer: data, bubbles: true }));
            }
            """
        );
        await asha.WaitAsync(asha.Id("drop-overlay"));
        await ScreenTests.ShootAsync(asha, "drop", "desktop");
        await asha.Page.EvaluateAsync(
            "() => dispatchEvent(new DragEvent('drop', { dataTransfer: window.dropped, bubbles: true, cancelable: true }))"
        );
        await asha.WaitAsync(asha.Page.Locator("[data-testid=file-sheet][data-ready=true]"));
        await Expect(asha.Id("drop-overlay")).ToHaveCountAsync(0);
        await Expect(asha.Page.Locator(".file-item")).ToHaveCountAsync(2);
        await asha.Id("file-send").ClickAsync();
        // While the sheet is open nothing else is taken.
        await asha.Id("file-sheet").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await asha.Page.EvaluateAsync(
            "() => dispatchEvent(new ClipboardEvent('paste', { clipboardData: window.pasted, bubbles: true, cancelable: true }))"
        );
        await asha.WaitAsync(asha.Page.Locator("[data-testid=file-sheet][data-ready=true]"));
        await asha.Id("file-caption").FillAsync("Pasted green");
        await asha.Id("file-send").ClickAsync();

        var pasted = bob.BubbleWith("Pasted green");
        await bob.WaitAsync(pasted.Locator("[data-testid=file][data-drawn=true]"));
        await pasted.GetByTestId("file-image").ClickAsync();
        await bob.WaitAsync(bob.Page.Locator("[data-testid=viewer-image][data-drawn=true]"));
        var last = await bob.Id("viewer").GetAttributeAsync("data-id");
        await bob.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(bob.Id("viewer")).Not.ToHaveAttributeAsync("data-id", last!);
        await bob.WaitAsync(bob.Id("viewer-after"));
        await bob.Id("viewer-after").ClickAsync();
        await Expect(bob.Id("viewer")).ToHaveAttributeAsync("data-id", last!);
        await bob.CloseSheetAsync();
        Assert.Empty(asha.UnexpectedComplaints);
        Assert.Empty(bob.UnexpectedComplaints);
        couple.Keep();
    }

    [Fact]
    public async Task Who_is_asked_about_large_files_may_take_them_always()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        await bob.Id("chat-menu").ClickAsync();
        await bob.Id("takes-files").ClickAsync();
        await bob.WaitAsync(bob.Page.Locator("[data-testid=takes-files][aria-checked=true]"));
        await bob.CloseSheetAsync();
        var bytes = RandomNumberGenerator.GetBytes(21 * 1024 * 1024);
        await AttachAsync(
            asha,
            new()
            {
                Name = "unasked.bin",
                MimeType = "video/mp4",
                Buffer = bytes,
            }
        );
        await asha.Id("file-send").ClickAsync();
        await bob.WaitAsync(File(bob, "unasked.bin", "Complete"));
        await ScreenTests.ShootAsync(bob, "file-here", "desktop");
        var saved = await SaveAsync(bob, "file-save", File(bob, "unasked.bin"));
        Assert.True(bytes.AsSpan().SequenceEqual(saved.Bytes));

        await bob.Id("chat-menu").ClickAsync();
        await bob.Id("takes-files").ClickAsync();
        await bob.WaitAsync(bob.Page.Locator("[data-testid=takes-files][aria-checked=false]"));
        await bob.CloseSheetAsync();
        couple.Keep();
    }

    [Fact]
    public async Task The_original_comes_as_it_is_and_the_choice_says_what_that_means()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        var photo = await PhotoAsync(asha, "#a40", 600, 400);
        await AttachAsync(
            asha,
            new()
            {
                Name = "whole.jpg",
                MimeType = "image/jpeg",
                Buffer = photo,
            }
        );
        await asha.Id("file-original").CheckAsync();
        await Expect(asha.Id("file-metadata")).ToContainTextAsync("The original keeps");
        await asha.Id("file-caption").FillAsync("As it is");
        await asha.Id("file-send").ClickAsync();
        await bob.WaitAsync(bob.BubbleWith("As it is").Locator("[data-testid=file][data-drawn=true]"));
        await bob.BubbleWith("As it is").GetByTestId("file-image").ClickAsync();
        Assert.Equal(photo, (await SaveAsync(bob, "viewer-save")).Bytes);
        await bob.CloseSheetAsync();
        couple.Keep();
    }

    [Fact]
    public async Task A_large_file_is_asked_for_goes_on_after_a_reload_of_either_side_and_is_the_same()
    {
        var (_, asha, bob) = await couple.MeetAsync(bobRuns: PieceGate.Script, anew: true);
        const int Size = 40 * 1024 * 1024;
        var bytes = RandomNumberGenerator.GetBytes(Size);
        await AttachAsync(
            asha,
            new()
            {
                Name = "film.bin",
                MimeType = "video/mp4",
                Buffer = bytes,
            }
        );
        await asha.Id("file-send").ClickAsync();
        await asha.WaitAsync(File(asha, "film.bin", "Waiting"));
        await bob.WaitAsync(File(bob, "film.bin", "Asking"));
        await ScreenTests.ShootAsync(bob, "file-asked", "desktop");
        await PieceGate.LetInAsync(bob, Size / 10);
        await File(bob, "film.bin").GetByTestId("file-accept").ClickAsync();

        await ReachAsync(bob, "film.bin", 5);
        await ScreenTests.ShootAsync(bob, "file-moving", "desktop");
        await PieceGate.LetInAsync(bob, Size / 4);
        await bob.ReloadAsync();
        await bob.OpenChatAsync("Asha");
        await ReachAsync(bob, "film.bin", 25);
        await PieceGate.LetInAsync(bob, Size / 2);
        await asha.ReloadAsync();
        await asha.OpenChatAsync("Bob");
        await ReachAsync(bob, "film.bin", 50);

        await File(bob, "film.bin").GetByTestId("file-pause").ClickAsync();
        await bob.WaitAsync(File(bob, "film.bin", "Paused"));
        await PieceGate.LetInAsync(bob, null);
        await Expect(File(asha, "film.bin").GetByTestId("file-state")).ToHaveTextAsync("Bob paused it");
        await File(bob, "film.bin").GetByTestId("file-resume").ClickAsync();

        await bob.WaitAsync(File(bob, "film.bin", "Complete"));
        await asha.WaitAsync(File(asha, "film.bin", "Complete"));
        var saved = await SaveAsync(bob, "file-save", File(bob, "film.bin"));
        Assert.Equal("film.bin", saved.Name);
        Assert.True(bytes.AsSpan().SequenceEqual(saved.Bytes));
        Assert.Empty(bob.UnexpectedComplaints);
        couple.Keep();
    }

    [Fact]
    public async Task What_could_run_is_only_ever_a_file_to_save()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        const string Script =
            "<svg xmlns='http://www.w3.org/2000/svg' onload='window.ran=1'><script>window.ran=1</script></svg>";
        foreach (
            var (name, type) in ((string, string)[])
                [("evil.svg", "image/svg+xml"), ("evil.html", "text/html"), ("photo.png", "image/png")]
        )
        {
            await AttachAsync(
                asha,
                new()
                {
                    Name = name,
                    MimeType = type,
                    Buffer = Encoding.UTF8.GetBytes(Script),
                }
            );
            await asha.WaitAsync(asha.Page.Locator("[data-testid=file-sheet][data-ready=true]"));
            await asha.Id("file-send").ClickAsync();
            await bob.WaitAsync(File(bob, name, "Complete"));
            await Expect(File(bob, name).Locator("img")).ToHaveCountAsync(0);
            Assert.Equal(Script, Encoding.UTF8.GetString((await SaveAsync(bob, "file-save", File(bob, name))).Bytes));
        }

        Assert.True(await bob.Page.EvaluateAsync<bool>("() => window.ran === undefined"));
        Assert.True(await asha.Page.EvaluateAsync<bool>("() => window.ran === undefined"));
        couple.Keep();
    }

    [Fact]
    public async Task Nothing_of_a_file_stays_when_everything_is_erased_and_nothing_was_in_plain()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var joins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await joins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        var words = string.Concat(Enumerable.Repeat("the secret of the file ", 20_000));
        await AttachAsync(
            asha,
            new()
            {
                Name = "words.txt",
                MimeType = "text/plain",
                Buffer = Encoding.UTF8.GetBytes(words),
            }
        );
        await asha.Id("file-send").ClickAsync();
        await bob.WaitAsync(File(bob, "words.txt", "Complete"));

        foreach (var person in (Person[])[asha, bob])
        {
            var (count, bytes, found) = await CopiesAsync(person);
            Assert.Equal((1, false), (count, found));
            Assert.True(bytes > words.Length);
        }

        await bob.Id("settings-open").First.ClickAsync();
        await bob.Id("erase").ClickAsync();
        await bob.Id("erase-word").FillAsync("ERASE");
        await bob.Id("erase-confirm").ClickAsync();
        await bob.WaitAsync(bob.Id("onboarding-name"));
        Assert.Equal((0, 0L, false), await CopiesAsync(bob));
    }

    /// <summary>A photograph with a place in its metadata, as a camera writes it.</summary>
    internal static async Task<byte[]> PhotoAsync(Person person, string colour, int width, int height)
    {
        var drawn = await person.Page.EvaluateAsync<string>(
            """
            ([colour, width, height]) => {
              const canvas = document.createElement('canvas');
              canvas.width = +width;
              canvas.height = +height;
              const context = canvas.getContext('2d');
              context.fillStyle = colour;
              context.fillRect(0, 0, canvas.width, canvas.height);
              context.fillStyle = '#fd8';
              context.beginPath();
              context.arc(canvas.width / 3, canvas.height / 3, canvas.height / 5, 0, 7);
              context.fill();
              return canvas.toDataURL('image/jpeg').split(',')[1];
            }
            """,
            new[] { colour, $"{width}", $"{height}" }
        );
        var jpeg = Convert.FromBase64String(drawn);
        byte[] note = [.. "Exif\0\0"u8, .. Encoding.ASCII.GetBytes(Canary)];
        // APP1 behind the start of the image: its length counts its own two bytes.
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(note.Length + 2), .. note, .. jpeg[2..]];
    }

    internal static async Task AttachAsync(Person person, FilePayload file)
    {
        await person.Id("attach-input").SetInputFilesAsync(file);
        await person.WaitAsync(person.Page.Locator("[data-testid=file-sheet][data-ready=true]"));
    }

    internal static ILocator File(Person person, string name, string? state = null) =>
        person
            .Page.Locator("[data-testid=file]" + (state is null ? "" : $"[data-state={state}]"))
            .Filter(new() { HasText = name })
            .Last;

    /// <summary>Waits until so many percent are there.</summary>
    private static async Task ReachAsync(Person person, string name, int percent) =>
        await person.Page.WaitForFunctionAsync(
            """
            ([name, percent]) => {
              const file = [...document.querySelectorAll('[data-testid=file]')].findLast(e => e.textContent.includes(name));
              return file?.querySelector('progress')?.value >= percent;
            }
            """,
            new object[] { name, percent },
            new() { Timeout = Person.Deadline }
        );

    private static async Task<(string Name, byte[] Bytes)> SaveAsync(
        Person person,
        string button,
        ILocator? within = null
    )
    {
        var target = within?.GetByTestId(button) ?? person.Id(button);
        var download = await person.Page.RunAndWaitForDownloadAsync(() => target.ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return (download.SuggestedFilename, bytes.ToArray());
    }

    /// <summary>What lies in the private file system of the page, and whether a word of the file can be read there.</summary>
    private static async Task<(int Count, long Bytes, bool Found)> CopiesAsync(Person person)
    {
        var seen = await person.Page.EvaluateAsync<double[]>(
            """
            async () => {
              let [count, bytes, found] = [0, 0, 0];
              const walk = async folder => {
                for await (const entry of folder.values()) {
                  if (entry.kind === 'directory') {
                    await walk(entry);
                    continue;
                  }
                  const text = new TextDecoder('latin1').decode(await (await entry.getFile()).arrayBuffer());
                  [count, bytes, found] = [count + 1, bytes + text.length, found || (text.includes('secret') ? 1 : 0)];
                }
              };
              await walk(await navigator.storage.getDirectory());
              return [count, bytes, found];
            }
            """
        );
        return ((int)seen[0], (long)seen[1], seen[2] > 0);
    }
}
