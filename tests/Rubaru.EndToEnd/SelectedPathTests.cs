namespace Rubaru.EndToEnd;

/// <summary>selected-path.js by itself: what strict mode attests is really told by this browser.</summary>
public sealed class SelectedPathTests(Chromium chromium, StandingServer standing) : IClassFixture<StandingServer>
{
    /// <returns>The path as one end reads it, and the fingerprints of both descriptions.</returns>
    private const string Connected = """
        async () => {
          const { readPath } = await import('/_content/Rubaru.App/js/selected-path.js');
          const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
          one.onicecandidate = ({ candidate }) => other.addIceCandidate(candidate);
          other.onicecandidate = ({ candidate }) => one.addIceCandidate(candidate);
          const channel = one.createDataChannel('path');
          const open = new Promise(opened => { channel.onopen = opened; });
          await one.setLocalDescription();
          await other.setRemoteDescription(one.localDescription);
          await other.setLocalDescription();
          await one.setRemoteDescription(other.localDescription);
          await open;
          let path = await readPath(one);
          while (path.length === 0) {
            await new Promise(seen => setTimeout(seen, 50));
            path = await readPath(one);
          }
          const signed = (connection) => connection.localDescription.sdp.match(/a=fingerprint:sha-256 (\S+)/)[1];
          const told = [...path, signed(one), signed(other)];
          one.close();
          other.close();
          return told;
        }
        """;

    [Fact]
    public async Task The_browser_tells_the_candidates_and_the_certificates_in_use()
    {
        await using var asha = await Person.OpenAsync(chromium, standing.Server, "Asha");
        await asha.Page.GotoAsync(standing.Server.Url);
        await asha.WaitAsync(asha.Id("onboarding-name"));
        var told = await asha.Page.EvaluateAsync<string[]>(Connected);
        Assert.Equal(9, told.Length);
        Assert.Equal(["host", "udp", "connected"], [told[0], told[2], told[4]]);
        Assert.NotEqual("", told[7]);
        Assert.Equal((told[7], told[8]), (told[5], told[6]));
    }
}
