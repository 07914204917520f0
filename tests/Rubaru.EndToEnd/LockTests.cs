using System.Text;
using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>The app lock in a real browser with a profile on the disk.</summary>
[QuietConsole]
public sealed class LockTests(Chromium chromium)
{
    internal const string Passphrase = "lantern ferry caf\u00e9";

    /// <summary>The same words from a keyboard that composes the accent: NFKC makes them one.</summary>
    private const string Composed = "lantern ferry cafe\u0301";

    /// <summary>Keeps the bytes of every key that the app makes as non-extractable: what a thief would look for on the disk.</summary>
    private const string Wiretap = """
        const generate = crypto.subtle.generateKey.bind(crypto.subtle);
        crypto.subtle.generateKey = async (algorithm, extractable, usages) => {
          if (algorithm?.name !== 'AES-GCM') return generate(algorithm, extractable, usages);
          const key = await generate(algorithm, true, usages);
          const raw = await crypto.subtle.exportKey('raw', key);
          globalThis.madeKey = Array.from(new Uint8Array(raw), b => b.toString(16).padStart(2, '0')).join('');
          return crypto.subtle.importKey('raw', raw, algorithm, false, usages);
        };
        """;

    /// <summary>Everything that a script of this origin could read: databases, files, caches, storages, cookies and the page.</summary>
    private const string Scan = """
        async () => {
          let all = '', keys = 0;
          const text = v => { if (v instanceof ArrayBuffer) v = new Uint8Array(v); if (ArrayBuffer.isView(v)) return Array.from(new Uint8Array(v.buffer, v.byteOffset, v.byteLength), b => String.fromCharCode(b)).join('');
            if (v instanceof CryptoKey) { keys++; return ''; } if (v && typeof v === 'object') return Object.values(v).map(text).join('|'); return String(v); };
          const get = r => new Promise((y, n) => { r.onsuccess = () => y(r.result); r.onerror = () => n(r.error); });
          for (const { name } of await indexedDB.databases()) {
            const db = await get(indexedDB.open(name));
            for (const store of db.objectStoreNames) {
              const os = db.transaction(store).objectStore(store);
              all += name + store + text(await get(os.getAll())) + text(await get(os.getAllKeys()));
            }
            db.close();
          }
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) all += request.url + (/\.(js|json|html|css)(\?|$)/.test(request.url) ? await (await cache.match(request)).text() : '');
          }
          const files = async folder => { for await (const [name, handle] of folder.entries()) { all += name; if (handle.kind === 'file') all += await (await handle.getFile()).text(); else await files(handle); } };
          await files(await navigator.storage.getDirectory());
          for (const storage of [localStorage, sessionStorage]) for (let i = 0; i < storage.length; i++) all += storage.key(i) + storage.getItem(storage.key(i));
          const page = document.cookie + window.name + JSON.stringify(history.state) + location.href + document.title + document.documentElement.outerHTML + [...document.querySelectorAll('input, textarea')].map(e => e.value).join('|');
          return [String(keys), all, page];
        }
        """;

    private static readonly string[] Secrets = ["banyan", "Ashalata", "Bobdhan", "Half a thou", Passphrase];

    [Fact]
    public async Task A_locked_profile_gives_nothing_away_and_opens_with_its_passphrase_or_passkey()
    {
        using var folder = new ProfileFolder();
        await using var server = await PublishedServer.StartNewAsync();
        await using var bob = await Person.JoinAsync(chromium, server, "Bobdhan");
        var context = await chromium.LaunchOnDiskAsync(folder.Path);
        await context.AddInitScriptAsync(Wiretap);
        await using var asha = await Person.JoinAsync(context, server, "Ashalata");
        var deviceKey = Convert.FromHexString(await asha.Page.EvaluateAsync<string>("() => globalThis.madeKey"));
        // Two browsers, so the addresses they hide from each other may not meet: any path will do.
        await bob.AcceptAsync(await asha.InviteAsync());
        await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
        await bob.SendAsync("Meet me at the old banyan tree");
        await asha.SeesAsync("Meet me at the old banyan tree");
        await asha.Id("composer").FillAsync("Half a thou");
        // The search of the disk finds what is there.
        Assert.NotEmpty(folder.Holding(deviceKey));

        await SetPassphraseAsync(asha);
        await ScreenTests.ShootBothAsync(asha, "lock-settings");
        await AddPasskeyAsync(asha);
        await asha.CloseSheetAsync();
        await asha.Page.Keyboard.PressAsync("Control+Shift+L");
        await asha.WaitAsync(asha.Id("unlock-passphrase"));
        await ScreenTests.ShootBothAsync(asha, "locked");

        var found = await asha.Page.EvaluateAsync<string[]>(Scan);
        Assert.Equal("0", found[0]);
        Assert.True(found[1].Length > 100_000, $"The scan read {found[1].Length} characters only.");
        // What the app itself is made of may say "Bob"; these are names and words of this test alone.
        Assert.All(
            Secrets,
            secret => Assert.DoesNotContain(secret, found[1] + found[2], StringComparison.OrdinalIgnoreCase)
        );
        await NothingOnDiskAsync(folder, deviceKey);

        await bob.SendAsync("Still there?");
        await bob.StateAsync("Still there?", "Sealed");
        await asha.Id("unlock-passphrase").FillAsync("lantern ferry tea");
        await asha.Id("unlock-submit").ClickAsync();
        await asha.WaitAsync(asha.Id("unlock-error"));
        await ScreenTests.ShootBothAsync(asha, "unlock-error");
        // From here on as on a phone.
        await asha.Page.SetViewportSizeAsync(390, 844);
        await asha.Id("unlock-passphrase").FillAsync(Composed);
        await asha.Id("unlock-submit").ClickAsync();
        await asha.OpenChatAsync("Bobdhan");
        await asha.SeesAsync("Still there?");
        Assert.Equal("Half a thou", await asha.Id("composer").InputValueAsync());

        await asha.Page.Clock.InstallAsync();
        await asha.Id("chat-back").ClickAsync();
        await asha.Id("lock-now").ClickAsync();
        await asha.Id("unlock-passkey").ClickAsync(new() { Timeout = Person.Deadline });
        await asha.OpenChatAsync("Bobdhan");
        await VeiledAsync(asha);
        await asha.Page.Clock.FastForwardAsync("14:00");
        await asha.Page.Keyboard.PressAsync("Shift");
        await asha.Page.Clock.FastForwardAsync("14:00");
        Assert.False(await asha.Id("unlock-passphrase").IsVisibleAsync());
        await asha.Page.Clock.FastForwardAsync("01:10");
        await asha.WaitAsync(asha.Id("unlock-passphrase"));
        // With a profile on the disk Chromium also advises against the tag that iOS needs.
        asha.Expected.Add("apple-mobile-web-app-capable");
    }

    internal static async Task SetPassphraseAsync(Person person)
    {
        await person.Id("settings-open").ClickAsync();
        await person.Id("passphrase-set").ClickAsync(new() { Timeout = Person.Deadline });
        await person.Id("passphrase-new").FillAsync(Passphrase);
        await person.Id("passphrase-repeat").FillAsync(Passphrase);
        await person.Id("passphrase-save").ClickAsync();
        await person.WaitAsync(person.Page.Locator("[data-testid=vault-settings][data-state=Closed]"));
        // It holds from here on; the form goes when everything stored is sealed anew.
        await person.WaitAsync(person.Id("vault-lock"));
    }

    /// <summary>In an authenticator that Chromium plays: it presses its own button.</summary>
    private static async Task AddPasskeyAsync(Person person)
    {
        var devtools = await person.Context.NewCDPSessionAsync(person.Page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new()
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["ctap2Version"] = "ctap2_1",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["hasPrf"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        await person.Id("vault-confirm").FillAsync(Passphrase);
        await person.Id("vault-confirm-submit").ClickAsync();
        await person.Id("passkey-add").ClickAsync(new() { Timeout = Person.Deadline });
        await person.WaitAsync(person.Id("passkey-remove"));
    }

    /// <summary>Nothing can be read while the page is in the background.</summary>
    private static async Task VeiledAsync(Person person)
    {
        const string filter = "() => getComputedStyle(document.getElementById('app')).filter";
        const string turn = """
            state => {
              Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
              document.dispatchEvent(new Event('visibilitychange'));
            }
            """;
        Assert.Equal("none", await person.Page.EvaluateAsync<string>(filter));
        await person.Page.EvaluateAsync(turn, "hidden");
        Assert.StartsWith("blur(", await person.Page.EvaluateAsync<string>(filter), StringComparison.Ordinal);
        await person.Page.EvaluateAsync(turn, "visible");
        Assert.Equal("none", await person.Page.EvaluateAsync<string>(filter));
    }

    /// <summary>
    /// What people wrote, the own name and the passphrase, in UTF-8 and UTF-16; and the key that opened the profile by itself
    /// before there was a passphrase, which the app drives out of the browser's files (decision 23).
    /// </summary>
    private static Task NothingOnDiskAsync(ProfileFolder folder, byte[] deviceKey) =>
        folder.HoldsNoneAsync([
            deviceKey,
            .. Secrets.Select(Encoding.UTF8.GetBytes),
            .. Secrets.Select(Encoding.Unicode.GetBytes),
        ]);
}
