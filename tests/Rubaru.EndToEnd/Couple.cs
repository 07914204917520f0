namespace Rubaru.EndToEnd;

/// <summary>
/// Two people who have met, for the tests of a class one after the other: joining and meeting costs more than most of what
/// is tested then. A test says in its last line that what it leaves is fit for the next; after one that did not come so
/// far the next has new people on a new server, so that one failure is one failure.
/// </summary>
public sealed class Couple(Chromium chromium) : IAsyncDisposable
{
    private PublishedServer? server;
    private Person? asha;
    private Person? bob;
    private bool kept;

    /// <summary>
    /// Both in their chat at desktop size, the link direct. What was said before is still on their screens, but not in
    /// <see cref="Person.TextsAsync"/>, and nobody has complained yet; a text that a test waits for must be its own in the class.
    /// </summary>
    /// <param name="anew">For a test that looks at what would be there already: a line of the system, a row of the server.</param>
    internal async Task<(PublishedServer Server, Person Asha, Person Bob)> MeetAsync(
        string ashaIs = "Asha",
        string? ashaRuns = null,
        string? bobRuns = null,
        bool anew = false
    )
    {
        if (kept && !anew)
        {
            kept = false;
            await Task.WhenAll(asha!.GoOnAsync(), bob!.GoOnAsync());
            await Task.WhenAll(asha.PathIsAsync("Direct"), bob.PathIsAsync("Direct"));
            return (server!, asha, bob);
        }

        await DisposeAsync();
        server = await PublishedServer.StartNewAsync();
        await Task.WhenAll(AshaAsync(), BobAsync());
        await FaceToFaceTests.MeetAsync(asha!, bob!);
        return (server, asha!, bob!);

        async Task AshaAsync() => asha = await Person.JoinAsync(chromium, server, ashaIs, initScript: ashaRuns);
        async Task BobAsync() => bob = await Person.JoinAsync(chromium, server, "Bob", initScript: bobRuns);
    }

    /// <summary>The last line of a test: the chat, the settings and the server are as they were.</summary>
    internal void Keep() => kept = true;

    public async ValueTask DisposeAsync()
    {
        kept = false;
        foreach (var part in new IAsyncDisposable?[] { asha, bob, server })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        (asha, bob, server) = (null, null, null);
    }
}
