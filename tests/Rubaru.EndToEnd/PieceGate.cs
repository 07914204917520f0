namespace Rubaru.EndToEnd;

/// <summary>
/// Lets so many bytes of files into one person's app and keeps the rest before its door, so a transfer can be met half way
/// on a machine of any speed. Counted since the page was loaded, over all its links; another tab has no bound.
/// </summary>
internal static class PieceGate
{
    public const string Script = """
        (() => {
          const create = RTCPeerConnection.prototype.createDataChannel;
          const held = [];
          let came = 0;
          const most = () => +(sessionStorage.getItem('pieces') ?? Infinity);
          RTCPeerConnection.prototype.createDataChannel = function (label, options) {
            const channel = create.call(this, label, options);
            if (label === 'f') {
              channel.addEventListener('message', event => {
                if (held.length === 0 && came < most()) {
                  came += event.data.byteLength;
                } else {
                  event.stopImmediatePropagation();
                  held.push([channel, event.data]);
                }
              });
            }
            return channel;
          };
          window.openGate = () => {
            while (held.length > 0 && came < most()) {
              const [[channel, data], ...rest] = held.splice(0);
              if (channel.readyState === 'open') {
                channel.dispatchEvent(new MessageEvent('message', { data }));
              }
              held.push(...rest);
            }
          };
        })();
        """;

    /// <summary>From now on, and in the next loads of this tab.</summary>
    /// <param name="bytes"><c>null</c>: everything.</param>
    public static Task LetInAsync(Person person, long? bytes) =>
        person.Page.EvaluateAsync(
            """
            bytes => {
              bytes === null ? sessionStorage.removeItem('pieces') : sessionStorage.setItem('pieces', bytes);
              window.openGate();
            }
            """,
            bytes
        );
}
