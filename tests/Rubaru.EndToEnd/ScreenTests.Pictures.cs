using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>One screen: its pictures, and what can be measured of it.</summary>
public sealed partial class ScreenTests
{
    /// <summary>What is wider than its room, with the elements that stand out of it.</summary>
    private const string TooWide = """
        () => [document.documentElement, ...document.querySelectorAll("dialog[open], .sheet-body, .scroller, .chat-list")]
          .filter(e => e.scrollWidth > e.clientWidth + 1)
          .flatMap(e => [e, ...[...e.querySelectorAll("*")].filter(
            inner => inner.getBoundingClientRect().right > e.getBoundingClientRect().right + 1)])
          .slice(0, 12)
          .map(e => `${e.tagName}.${e.className} ${e.scrollWidth}/${e.clientWidth}`)
        """;

    /// <summary>
    /// What a finger is to hit on a phone and is smaller than 44 px: neither its own box, nor that of its label, nor the
    /// room around it that answers for it. Links within a sentence are as high as its line; the tools
    /// beside a bubble are there for a mouse alone, a finger opens the same menu by a long press.
    /// </summary>
    private const string TooSmall = """
        () => {
          const reach = 22 - 0.5;
          const answers = (element, x, y) => {
            const hit = document.elementFromPoint(x, y);
            return hit !== null && (element.contains(hit) || element.closest("label")?.contains(hit) === true);
          };
          const small = (element) => {
            const boxes = [element, element.closest("label")].filter((e) => e !== null).map((e) => e.getBoundingClientRect());
            if (boxes.some((box) => box.width >= 43.5 && box.height >= 43.5)) {
              return false;
            }
            const { left, right, top, bottom } = boxes[0];
            const [x, y] = [(left + right) / 2, (top + bottom) / 2];
            if (x < 0 || y < 0 || x > innerWidth || y > innerHeight || !answers(element, x, y)) {
              return false; // not on the screen: the picture that shows it measures it
            }
            const far = [[x - reach, y], [x + reach, y], [x, y - reach], [x, y + reach]];
            return far.some(([px, py]) => px >= 0 && py >= 0 && px < innerWidth && py < innerHeight && !answers(element, px, py));
          };
          const pressed = "button, a[href], input, select, textarea, summary, [role=option], [role=tab], [role=switch]";
          return [...document.querySelectorAll(pressed)]
            .filter((element) => !element.matches(":disabled, [data-part=text] a, p a, .bubble-tools *") && element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
            .filter(small)
            .map((element) => {
              const { width, height } = element.getBoundingClientRect();
              return `${element.tagName} ${element.dataset.testid ?? element.className} ${Math.round(width)}x${Math.round(height)}`;
            });
        }
        """;

    /// <summary>The same screen in both sizes, of a page that has one of them and has it again afterwards.</summary>
    internal static async Task ShootBothAsync(Person person, string name)
    {
        var own = person.Page.ViewportSize!;
        foreach (var (size, view) in new[] { ("desktop", Desktop), ("phone", Phone) })
        {
            await person.Page.SetViewportSizeAsync(view.Width, view.Height);
            await ShootAsync(person, name, size);
        }

        await person.Page.SetViewportSizeAsync(own.Width, own.Height);
    }

    /// <summary>The screen as it is, in English and in Hindi, in both themes; axe looks at the English ones.</summary>
    internal static async Task ShootAsync(Person person, string name, string size)
    {
        await SpeakAsync(person, "hi");
        await ShootAsync(person, name, size, "hi");
        await SpeakAsync(person, "en");
        await ShootAsync(person, name, size, "en");
    }

    /// <summary>As if the person changed the language of the browser: the app follows while it runs.</summary>
    private static async Task SpeakAsync(Person person, string language)
    {
        await person.Page.EvaluateAsync(
            """
            language => {
              Object.defineProperty(navigator, "languages", { get: () => [language], configurable: true });
              window.dispatchEvent(new Event("languagechange"));
            }
            """,
            language
        );
        await person.WaitAsync(person.Page.Locator($"html[lang={language}]")); // set when the words have changed
    }

    private static async Task ShootAsync(Person person, string name, string size, string language)
    {
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await person.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await person.Page.EvaluateAsync(
                "() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))"
            );
            var theme = scheme.ToString().ToLowerInvariant();
            await person.ScreenshotAsync($"{name}-{size}-{theme}-{language}");
            var tooWide = await person.Page.EvaluateAsync<string[]>(TooWide);
            Assert.True(tooWide.Length == 0, $"{name} {size} {language} is too wide: {string.Join(" ; ", tooWide)}");
            if (size == "phone")
            {
                var tooSmall = await person.Page.EvaluateAsync<string[]>(TooSmall);
                Assert.True(
                    tooSmall.Length == 0,
                    $"{name} {language} has less than 44 px: {string.Join(" ; ", tooSmall)}"
                );
            }

            // The names and roles that axe looks at are the same in every language.
            if (language != "en")
            {
                continue;
            }

            // Of the rules only the one about contrast can be broken by one theme alone.
            var found = await Axe.FindAsync(person, scheme == ColorScheme.Dark ? [] : ["color-contrast"]);
            Assert.True(found.Length == 0, $"{name} {size} {theme}: {string.Join(" | ", found)}");
        }
    }
}
