using Rubaru.EndToEnd;

namespace Rubaru.AppBench;

/// <summary>A data channel between the same two pages with nothing on it: what the browser itself can do here.</summary>
internal static class BareChannel
{
    /// <summary>As large as a piece of a file (two of them are a sealed chunk).</summary>
    private const int MessageBytes = 32 * 1024;

    private const string Offer = """
        async () => {
          const bare = globalThis.bare = new RTCPeerConnection();
          const channel = globalThis.bareChannel = bare.createDataChannel('bare');
          channel.binaryType = 'arraybuffer';
          await bare.setLocalDescription();
          while (bare.iceGatheringState !== 'complete') {
            await new Promise(done => bare.addEventListener('icegatheringstatechange', done, { once: true }));
          }
          return bare.localDescription.sdp;
        }
        """;

    private const string Answer = """
        async ([sdp, bytes]) => {
          const bare = globalThis.bare = new RTCPeerConnection();
          bare.ondatachannel = ({ channel }) => {
            channel.binaryType = 'arraybuffer';
            let left = bytes;
            channel.onmessage = ({ data }) => {
              left -= data.byteLength;
              if (left <= 0) channel.send('all');
            };
          };
          await bare.setRemoteDescription({ type: 'offer', sdp });
          await bare.setLocalDescription();
          while (bare.iceGatheringState !== 'complete') {
            await new Promise(done => bare.addEventListener('icegatheringstatechange', done, { once: true }));
          }
          return bare.localDescription.sdp;
        }
        """;

    private const string Send = """
        async ([sdp, bytes, size]) => {
          const channel = globalThis.bareChannel;
          await globalThis.bare.setRemoteDescription({ type: 'answer', sdp });
          if (channel.readyState !== 'open') {
            await new Promise(done => channel.addEventListener('open', done, { once: true }));
          }
          const piece = crypto.getRandomValues(new Uint8Array(size));
          channel.bufferedAmountLowThreshold = 512 * 1024;
          const all = new Promise(done => { channel.onmessage = done; });
          const start = performance.now();
          for (let sent = 0; sent < bytes; sent += size) {
            if (channel.bufferedAmount > 2 * 1024 * 1024) {
              await new Promise(done => channel.addEventListener('bufferedamountlow', done, { once: true }));
            }
            channel.send(piece);
          }
          await all;
          const took = performance.now() - start;
          globalThis.bare.close();
          return took;
        }
        """;

    /// <returns>Seconds from the first byte to the answer that all have arrived.</returns>
    public static async Task<double> MeasureAsync(Person sender, Person receiver, long bytes)
    {
        var offer = await sender.Page.EvaluateAsync<string>(Offer);
        var answer = await receiver.Page.EvaluateAsync<string>(Answer, new object[] { offer, bytes });
        var took = await sender.Page.EvaluateAsync<double>(Send, new object[] { answer, bytes, MessageBytes });
        await receiver.Page.EvaluateAsync("() => globalThis.bare.close()");
        return took / 1_000;
    }
}
