using Rubaru.EndToEnd;

namespace Rubaru.AppBench;

/// <summary>
/// A message from the Enter key until it says Delivered, in turns, by the page's own clock: the latency of the driver is not in it.
/// </summary>
internal sealed class RoundTrips(Person asha, Person bob)
{
    private const string Script = """
        async ([text]) => {
          const composer = document.querySelector('[data-testid=composer]');
          composer.focus();
          Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(composer, text);
          composer.dispatchEvent(new Event('input', { bubbles: true }));
          const times = {};
          const done = new Promise(resolve => {
            const look = () => {
              const mine = [...document.querySelectorAll('[data-testid=message][data-mine=true]')].filter(b => b.textContent.includes(text));
              if (mine.length && !times.bubble) times.bubble = performance.now();
              if (mine.some(b => b.dataset.state === 'Delivered')) { times.delivered = performance.now(); observer.disconnect(); resolve(); }
            };
            const observer = new MutationObserver(look);
            observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
          });
          const start = performance.now();
          composer.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }));
          await done;
          return [times.bubble - start, times.delivered - start];
        }
        """;

    private static int _said;

    /// <summary>Milliseconds until the bubble is there, one a message.</summary>
    public List<double> Bubble { get; } = [];

    /// <summary>Milliseconds until it is delivered, one a message.</summary>
    public List<double> Delivered { get; } = [];

    public static double Percentile(List<double> values, int percent) =>
        values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percent / 100));

    /// <returns>Typed to delivered, in milliseconds.</returns>
    public async Task<(double P50, double P95)> MeasureAsync(int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            var sender = _said++ % 2 == 0 ? asha : bob;
            var took = await sender.Page.EvaluateAsync<double[]>(Script, new object[] { $"Measure {_said}." });
            Bubble.Add(took[0]);
            Delivered.Add(took[1]);
        }

        return (Percentile(Delivered, 50), Percentile(Delivered, 95));
    }
}
