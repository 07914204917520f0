using System.Text;

namespace Rubaru.EndToEnd;

/// <summary>What passes the data channel and the server's sockets: ciphertext and nothing else.</summary>
public sealed class SecrecyTests(Chromium chromium)
{
    /// <summary>Copies every frame of every data channel, as a tap on the wire below the app would.</summary>
    private const string Tap = """
        window.tapped = [];
        const keep = d => { const b = new Uint8Array(d instanceof ArrayBuffer ? d : d.buffer, d.byteOffset || 0, d.byteLength); let s = ''; for (const x of b) s += String.fromCharCode(x); window.tapped.push(s); };
        const send = RTCDataChannel.prototype.send;
        RTCDataChannel.prototype.send = function (d) { if (typeof d === 'string') window.tapped.push(d); else keep(d); return send.call(this, d); };
        """;

    private static readonly string[] Secrets =
    [
        "Meet me at the old banyan tree",
        "Ashalata",
        "Bobdhan",
        "a=fingerprint",
        "a=ice-ufrag",
        "a=candidate",
        "candidate:",
        "v=0\r\n",
        "typ host",
        "IN IP4",
    ];

    [Fact]
    public async Task Neither_the_channel_nor_a_server_frame_holds_text_names_or_signals()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Ashalata", initScript: Tap);
        await using var bob = await Person.JoinAsync(chromium, server, "Bobdhan", initScript: Tap);
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.SendAsync("Meet me at the old banyan tree");
        await bob.SeesAsync("Meet me at the old banyan tree");
        string[] tapped = [.. await TappedAsync(asha), .. await TappedAsync(bob)];
        await bob.LeaveAsync();
        await asha.PathIsAsync("Server");
        await asha.SendAsync("Meet me at the old banyan tree tomorrow");
        await asha.StateAsync("tomorrow", "Sealed");

        var frames = asha.ServerFrames.Concat(bob.ServerFrames).Select(Encoding.Latin1.GetString).ToList();
        Assert.True(tapped.Length > 3, $"The tap saw {tapped.Length} frames.");
        Assert.True(frames.Count > 20, $"The log saw {frames.Count} frames.");
        Assert.Contains(tapped, frame => frame.Length > 2500);
        foreach (var secret in Secrets)
        {
            Assert.DoesNotContain(tapped, frame => frame.Contains(secret, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(frames, frame => frame.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }

        foreach (var file in server.DataFiles())
        {
            await using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory, TestContext.Current.CancellationToken);
            var text = Encoding.Latin1.GetString(memory.ToArray());
            foreach (var secret in Secrets)
            {
                Assert.False(
                    text.Contains(secret, StringComparison.OrdinalIgnoreCase),
                    $"{Path.GetFileName(file)} holds {secret}"
                );
            }
        }
    }

    private static Task<string[]> TappedAsync(Person person) =>
        person.Page.EvaluateAsync<string[]>("() => window.tapped");

    [Fact]
    public async Task Nothing_at_rest_in_the_browser_is_readable()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Ashalata");
        await using var bob = await Person.JoinAsync(chromium, server, "Bobdhan");
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.SendAsync("Meet me at the old banyan tree");
        await bob.SeesAsync("Meet me at the old banyan tree");
        await bob.Id("composer").FillAsync("Draft about the banyan");

        var dump = await bob.Page.EvaluateAsync<string>(
            """
            async () => {
              const text = v => { if (v instanceof ArrayBuffer) v = new Uint8Array(v); if (ArrayBuffer.isView(v)) return Array.from(new Uint8Array(v.buffer, v.byteOffset, v.byteLength), b => String.fromCharCode(b)).join('');
                if (v instanceof CryptoKey) return v.extractable ? 'EXTRACTABLE' : ''; if (v && typeof v === 'object') return Object.values(v).map(text).join('|'); return String(v); };
              let all = '';
              for (const { name } of await indexedDB.databases()) {
                const db = await new Promise((y, n) => { const r = indexedDB.open(name); r.onsuccess = () => y(r.result); r.onerror = () => n(r.error); });
                for (const store of db.objectStoreNames) {
                  const os = db.transaction(store).objectStore(store);
                  const get = r => new Promise((y, n) => { r.onsuccess = () => y(r.result); r.onerror = () => n(r.error); });
                  all += text(await get(os.getAll())) + text(await get(os.getAllKeys()));
                }
                db.close();
              }
              for (let i = 0; i < localStorage.length; i++) all += localStorage.key(i) + localStorage.getItem(localStorage.key(i));
              for (let i = 0; i < sessionStorage.length; i++) all += sessionStorage.getItem(sessionStorage.key(i));
              return all;
            }
            """
        );
        Assert.True(dump.Length > 50_000, $"The scan read {dump.Length} bytes only.");
        foreach (var secret in new[] { "banyan", "Ashalata", "Bobdhan", "EXTRACTABLE" })
        {
            Assert.DoesNotContain(secret, dump, StringComparison.OrdinalIgnoreCase);
        }
    }
}
