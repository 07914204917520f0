using System.Security.Cryptography;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>A small file waits at the server for who is away, and never in strict mode.</summary>
public sealed class FileAtServerTests(Chromium chromium)
{
    [Fact]
    public async Task A_photo_of_who_has_left_is_there_when_the_other_one_comes_back()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var joins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await joins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await bob.LeaveAsync();
        await asha.PathIsAsync("Server");

        var photo = await NoiseAsync(asha);
        Assert.InRange(photo.Length, 900_000, 1_500_000);
        await AttachAsync(asha, "noise.png", "image/png", photo);
        await asha.Id("file-original").CheckAsync();
        await asha.Id("file-caption").FillAsync("While you were away");
        await asha.Id("file-send").ClickAsync();
        await Expect(asha.BubbleWith("While you were away").GetByTestId("file-state"))
            .ToContainTextAsync("Waiting on the server", new() { Timeout = Person.Deadline });
        await ScreenTests.ShootAsync(asha, "file-at-server", "desktop");
        // Nothing of it is at rest there as it is.
        Assert.Equal(0, server.Count(photo[200_000..200_064]));
        await asha.LeaveAsync();

        await bob.ReturnAsync();
        await bob.OpenChatAsync("Asha");
        var theirs = bob.BubbleWith("While you were away");
        await bob.WaitAsync(theirs.Locator("[data-testid=file][data-state=Complete][data-drawn=true]"));
        await ScreenTests.ShootAsync(bob, "file-from-server", "desktop");
        await theirs.GetByTestId("file-image").ClickAsync();
        await bob.WaitAsync(bob.Page.Locator("[data-testid=viewer-image][data-drawn=true]"));
        var download = await bob.Page.RunAndWaitForDownloadAsync(() => bob.Id("viewer-save").ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        Assert.Equal(SHA256.HashData(photo), await SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken));
        // What still waits is Bob's word to Asha; of the file nothing does.
        await server.UntilAsync(async () =>
            (await server.QueryAsync("SELECT 1 FROM deposit WHERE length(ciphertext) >= 65536")).Count == 0
        );
        Assert.Empty(bob.UnexpectedComplaints);
    }

    [Fact]
    public async Task In_strict_mode_nothing_of_a_file_is_stored()
    {
        // Everything that strict mode did not stop would be small enough.
        await using var server = await PublishedServer.StartNewAsync(("RUBARU_FILE_LIMIT", "20971520"));
        var joins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob", initScript: PieceGate.Script);
        await using var asha = await joins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.StrictAsync();
        await asha.GateAsync(null);
        await bob.GateAsync(null);
        var stored = await server.StoredDepositsAsync();
        await AttachAsync(asha, "film.bin", "video/mp4", RandomNumberGenerator.GetBytes(19 * 1024 * 1024));
        await PieceGate.LetInAsync(bob, 0);
        // So many bytes handed to a page stop it for a while: the link has to be heard again.
        await asha.GateAsync(null);
        await asha.Id("file-send").ClickAsync();
        await asha.WaitAsync(asha.Page.Locator("[data-testid=file][data-moving=true]"));
        await bob.LeaveAsync();
        await asha.GateAsync("strict-not-connected");
        Assert.Equal(1, await asha.Page.Locator("[data-testid=file][data-state=Waiting]").CountAsync());

        await bob.ReturnAsync();
        await bob.OpenChatAsync("Asha");
        await asha.WaitAsync(asha.Page.Locator("[data-testid=file][data-state=Complete]"));
        Assert.Equal(stored, await server.StoredDepositsAsync());
        Assert.Equal(0, await PendingAsync(server));
    }

    private static async Task<int> PendingAsync(PublishedServer server) =>
        (await server.QueryAsync("SELECT 1 FROM deposit WHERE status = 'pending'")).Count;

    private static async Task AttachAsync(Person person, string name, string type, byte[] bytes)
    {
        var file = new FilePayload
        {
            Name = name,
            MimeType = type,
            Buffer = bytes,
        };
        await person.Id("attach-input").SetInputFilesAsync(file);
        await person.WaitAsync(person.Page.Locator("[data-testid=file-sheet][data-ready=true]"));
    }

    /// <summary>An image that no encoder makes small: about a megabyte of random pixels.</summary>
    private static async Task<byte[]> NoiseAsync(Person person) =>
        Convert.FromBase64String(
            await person.Page.EvaluateAsync<string>(
                """
                () => {
                  const canvas = document.createElement('canvas');
                  canvas.width = canvas.height = 600;
                  const context = canvas.getContext('2d');
                  const pixels = context.createImageData(600, 600);
                  for (let at = 0; at < pixels.data.length; at += 60_000) {
                    crypto.getRandomValues(pixels.data.subarray(at, at + 60_000));
                  }
                  for (let at = 3; at < pixels.data.length; at += 4) {
                    pixels.data[at] = 255;
                  }
                  context.putImageData(pixels, 0, 0);
                  return canvas.toDataURL('image/png').split(',')[1];
                }
                """
            )
        );
}
