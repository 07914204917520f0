namespace Rubaru.EndToEnd;

/// <summary>message-window.js by itself, in a list that changes as a long chat does.</summary>
public sealed class MessageWindowTests(Chromium chromium, StandingServer standing) : IClassFixture<StandingServer>
{
    /// <summary>
    /// At the upper end of 240 rows of one day: older ones come, the line of the day goes to their top, the newest rows go.
    /// </summary>
    /// <returns>How far the message moved that was read.</returns>
    private const string Paged = """
        async (deleted) => {
          const { watch } = await import('/_content/Rubaru.App/js/message-window.js');
          const frame = () => new Promise(seen => requestAnimationFrame(() => setTimeout(seen)));
          const make = (name, parent, style, id) => {
            const element = document.createElement(name);
            Object.assign(element.style, style);
            if (id) {
              element.dataset.id = id;
            }
            parent.append(element);
            return element;
          };
          const scroller = make('div', document.body, {
            position: 'fixed', inset: '0', height: '600px', overflow: 'hidden auto', display: 'flex', flexDirection: 'column-reverse', overflowAnchor: 'none',
          });
          const latest = make('div', scroller, { flex: 'none', height: '1px' });
          const list = make('ol', scroller, { flex: 'none', margin: '0', padding: '0' });
          const oldest = make('div', scroller, { flex: 'none', height: '1px' });
          const row = (i) => {
            const item = make('li', list, { height: `${40 + i % 7}px`, display: 'block' });
            make('div', item, {}, `${i}`);
            return item;
          };
          const day = make('li', list, { height: '48px', display: 'block' });
          for (let i = 0; i < 240; i++) {
            row(i);
          }
          const held = watch(scroller, oldest, latest, { invokeMethodAsync: async () => {} });
          scroller.scrollTop = -scroller.scrollHeight;
          await frame();
          const read = list.children[4];
          const before = read.getBoundingClientRect().top;
          const rows = [...list.children].slice(1, 1 - 60);
          list.replaceChildren(day, ...Array.from({ length: 60 }, (_, i) => row(1000 + i)), ...rows.slice(deleted ? 1 : 0));
          await frame();
          const moved = read.getBoundingClientRect().top - before;
          held.dispose();
          scroller.remove();
          return moved;
        }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Older_ones_come_and_newer_ones_go_without_moving_what_is_read(bool firstIsDeleted)
    {
        await using var asha = await Person.OpenAsync(chromium, standing.Server, "Asha");
        await asha.Page.GotoAsync(standing.Server.Url);
        await asha.WaitAsync(asha.Id("onboarding-name"));
        Assert.InRange(await asha.Page.EvaluateAsync<double>(Paged, firstIsDeleted), -1, 1);
    }
}
