using Rubaru.App.Browser;

namespace Rubaru.App.Tests.Browser;

public sealed class IntlTests : BunitContext
{
    [Fact]
    public async Task A_list_asks_the_browser_once_for_each_text()
    {
        var module = JSInterop.SetupModule("./_content/Rubaru.App/js/intl.js");
        module.Setup<string[]>("wanted").SetResult(["en-GB", "hi"]);
        module.Setup<string>("use", "en").SetResult("en-GB");
        var moments = module.Setup<string>("moment", _ => true);
        moments.SetResult("14:05");
        var plurals = module.Setup<string>("plural", 1);
        plurals.SetResult("one");
        var intl = new Intl(JSInterop.JSRuntime);
        await intl.LoadAsync();
        intl.Use("en");
        var moment = new DateTimeOffset(2026, 3, 12, 14, 5, 9, TimeSpan.Zero);

        for (var row = 0; row < 50; row++)
        {
            Assert.Equal("14:05", intl.Moment(moment.AddSeconds(row), "Time"));
            Assert.Equal("one", intl.Plural(1));
        }

        Assert.Single(moments.Invocations);
        Assert.Single(plurals.Invocations);
        Assert.Equal(["en-GB", "hi"], intl.Languages);
        intl.Moment(moment, "Full");
        intl.Moment(moment.AddSeconds(1), "Full");
        Assert.Equal(3, moments.Invocations.Count);
    }
}
