using Microsoft.Extensions.DependencyInjection;
using Rubaru.App.Browser;
using Rubaru.Client.Files;

namespace Rubaru.App.Tests.Components;

/// <summary>The player of a spoken message, and the microphone in the place of Send.</summary>
public sealed class VoicePlayTests : Page
{
    private static readonly VoiceNote Note = new(TimeSpan.FromSeconds(10), new byte[VoiceNote.Count]);
    private readonly BunitJSModuleInterop module;
    private readonly List<string> closed = [];

    public VoicePlayTests()
    {
        Services.AddSingleton<VoicePlayer>();
        module = JSInterop.SetupModule("./_content/Rubaru.App/js/voice-player.js");
        module.Mode = JSRuntimeMode.Loose;
    }

    private IRenderedComponent<VoicePlay> Show(string? address = "blob:1", bool here = true) =>
        Render<VoicePlay>(p =>
            p.Add(v => v.Note, Note)
                .Add(v => v.Open, here ? () => Task.FromResult(address) : null)
                .Add(v => v.Close, closed.Add)
        );

    [Fact]
    public async Task Its_shape_is_a_slider_that_says_its_place()
    {
        var player = Show();
        var seek = player.Find("[data-testid=voice-seek]");
        Assert.Equal("0:00 of 0:10", seek.GetAttribute("aria-valuetext"));
        await seek.InputAsync(new() { Value = "5" });
        Assert.Equal("0:05 of 0:10", player.Find("[data-testid=voice-seek]").GetAttribute("aria-valuetext"));
        Assert.Equal(32, player.Find(".voice-before").GetAttribute("d")!.Count(letter => letter == 'M'));
        Assert.Equal(32, player.Find(".voice-after").GetAttribute("d")!.Count(letter => letter == 'M'));
        foreach (var hostile in (string[])["NaN", "-1", "1e300", "x"])
        {
            await player.Find("[data-testid=voice-seek]").InputAsync(new() { Value = hostile });
            var drawn = player
                .FindAll(".voice-line path")
                .Sum(path => path.GetAttribute("d")!.Count(letter => letter == 'M'));
            Assert.Equal(VoiceNote.Count, drawn);
        }
    }

    [Fact]
    public async Task It_plays_from_the_chosen_place_at_the_chosen_speed_and_lets_go_of_the_sound()
    {
        var play = module.Setup<bool>("play", _ => true).SetResult(true);
        var player = Show();
        await player.Find("[data-testid=voice-seek]").InputAsync(new() { Value = "2.5" });
        await player.Find("[data-testid=voice-speed]").ClickAsync(new());
        await player.Find("[data-testid=voice-toggle]").ClickAsync(new());
        Assert.Equal(["blob:1", 2.5, 1.5], play.Invocations.Single().Arguments.Take(3));
        Assert.Equal("true", player.Find("[data-testid=voice-play]").GetAttribute("data-playing"));
        await DisposeComponentsAsync();
        Assert.Equal(["blob:1"], closed);
    }

    [Fact]
    public async Task What_does_not_open_or_does_not_play_has_a_sentence_and_what_is_not_here_no_button()
    {
        var player = Show(address: null);
        await player.Find("[data-testid=voice-toggle]").ClickAsync(new());
        Assert.NotNull(player.Find("[data-testid=voice-failed]"));
        module.Setup<bool>("play", _ => true).SetResult(false);
        var other = Show();
        await other.Find("[data-testid=voice-toggle]").ClickAsync(new());
        Assert.NotNull(other.Find("[data-testid=voice-failed]"));
        Assert.True(Show(here: false).Find("[data-testid=voice-toggle]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task The_microphone_has_the_place_of_Send_while_the_field_is_empty()
    {
        var composer = Render<Composer>(p =>
            p.Add(c => c.Name, "Asha").Add(c => c.Speaks, true).Add(c => c.Voice, "<i class=microphone></i>")
        );
        Assert.True(composer.Find("[data-testid=send]").HasAttribute("hidden"));
        Assert.Single(composer.FindAll(".microphone"));
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "words" });
        Assert.False(composer.Find("[data-testid=send]").HasAttribute("hidden"));
        Assert.Empty(composer.FindAll(".microphone"));
        // A browser that cannot record has Send alone.
        composer.Render(p => p.Add(c => c.Speaks, false));
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "" });
        Assert.False(composer.Find("[data-testid=send]").HasAttribute("hidden"));
        Assert.Empty(composer.FindAll(".microphone"));
    }
}
