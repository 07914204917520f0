using Rubaru.Network.Topology;

namespace Rubaru.Network.Paths;

/// <summary>One machine with Chromium on it and one person using the app.</summary>
internal sealed class Device : IAsyncDisposable
{
    /// <summary>
    /// Keeps the page's connections where a test can ask for their statistics, and what descriptions and candidates of the
    /// peer say: that is what came out of the ratchet. Where a test asks for it, the page is one that lies to itself: it takes
    /// the word "relay" out of what the peer says.
    /// </summary>
    private const string KeepConnections = """
        window.rubaruTap = { peers: [], received: [], events: [] };
        const note = (what) => rubaruTap.events.push(`${Math.round(performance.timeOrigin + performance.now())} ${what}`);
        const isStripped = (line) => sessionStorage.getItem("strip-relay") && line.includes(" typ relay");
        const Real = window.RTCPeerConnection;
        window.RTCPeerConnection = class extends Real {
          constructor(...options) {
            super(...options);
            const number = rubaruTap.peers.push(this);
            const say = (what) => note(`peer ${number} ${what}`);
            say("made");
            this.addEventListener("connectionstatechange", () => say(this.connectionState));
            this.addEventListener("signalingstatechange", () => say(this.signalingState));
            this.addEventListener("icecandidate", (e) => say(e.candidate ? `gathered ${e.candidate.type}` : "gathered all"));
          }
          close() {
            note(`peer ${rubaruTap.peers.indexOf(this) + 1} given up`);
            super.close();
          }
          setRemoteDescription({ type, sdp }) {
            rubaruTap.received.push(sdp);
            const kept = sdp.split("\r\n").filter((line) => !isStripped(line)).join("\r\n");
            return super.setRemoteDescription({ type, sdp: kept });
          }
          addIceCandidate(candidate) {
            rubaruTap.received.push(candidate.candidate);
            return isStripped(candidate.candidate) ? Promise.resolve() : super.addIceCandidate(candidate);
          }
        };
        window.WebSocket = class extends WebSocket {
          #say;
          constructor(...options) {
            super(...options);
            const name = new URL(this.url).pathname;
            this.#say = (what) => note(`${name} ${what}`);
            this.#say("connects");
            this.addEventListener("open", () => this.#say("open"));
            this.addEventListener("close", () => this.#say("closed"));
            this.addEventListener("message", ({ data }) => this.#say(`got frame ${new Uint8Array(data)[0]}, ${data.byteLength} bytes`));
          }
          send(frame) {
            this.#say(`sends frame ${frame[0]}, ${frame.byteLength} bytes`);
            super.send(frame);
          }
        };
        """;

    private const string SelectedPair = """
        async () => {
          for (const peer of [...rubaruTap.peers].reverse()) {
            if (peer.connectionState !== 'connected') continue;
            const stats = await peer.getStats();
            for (const transport of stats.values()) {
              const pair = transport.type === 'transport' && stats.get(transport.selectedCandidatePairId);
              if (!pair) continue;
              const local = stats.get(pair.localCandidateId), remote = stats.get(pair.remoteCandidateId);
              return [local.candidateType, local.relayProtocol ?? local.protocol, remote.candidateType, remote.address ?? ''];
            }
          }
          return [];
        }
        """;

    private readonly string _folder;
    private readonly Chromium _chromium = new();

    private Device(string folder) => _folder = folder;

    public Person Person { get; private set; } = null!;

    /// <param name="more">Further arguments of Chromium.</param>
    public static async Task<Device> StartAsync(
        NetworkNamespace machine,
        PublishedServer server,
        string name,
        params string[] more
    )
    {
        var folder = Directory.CreateTempSubdirectory("rubaru-device-").FullName;
        var device = new Device(folder);

        // Playwright speaks to the browser through pipes, which go through the walls of a namespace.
        var script = Path.Combine(folder, "chromium");
        await File.WriteAllTextAsync(
            script,
            $"#!/bin/sh\nexec {string.Join(' ', machine.Prefix)} {Chromium.Program} \"$@\"\n"
        );
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        await device._chromium.LaunchAsync(script, more);
        var person = await Person.OpenAsync(device._chromium, server, name, initScript: KeepConnections);
        device.Person = person;
        await person.Page.GotoAsync(server.Url);
        await person.WaitAsync(person.Id("onboarding-name"));
        await person.OnboardAsync();
        return device;
    }

    /// <summary>Type and protocol of the own selected candidate, type and address of the peer's.</summary>
    public async Task<(string Local, string Protocol, string Remote, string Address)> PairAsync() =>
        await Person.Page.EvaluateAsync<string[]>(SelectedPair) is [var local, var protocol, var remote, var address]
            ? (local, protocol, remote, address)
            : throw new InvalidOperationException($"{Person.Name} is not connected.");

    /// <summary>What its connections and sockets went through since the page was loaded: Unix milliseconds and a word.</summary>
    public Task<string[]> EventsAsync() => Person.Page.EvaluateAsync<string[]>("() => rubaruTap.events");

    /// <summary>Descriptions and candidates of the peer since the page was loaded.</summary>
    public Task<string[]> ReceivedAsync() => Person.Page.EvaluateAsync<string[]>("() => rubaruTap.received");

    /// <summary>What the statistics of all connections say about the peer's candidates: address and type.</summary>
    public Task<string[]> RemoteCandidatesAsync() =>
        Person.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const found = [];
              for (const peer of rubaruTap.peers) {
                for (const report of (await peer.getStats()).values()) {
                  if (report.type === 'remote-candidate') found.push(`${report.address} ${report.candidateType}`);
                }
              }
              return found;
            }
            """
        );

    public async ValueTask DisposeAsync()
    {
        await Person.DisposeAsync();
        await _chromium.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
