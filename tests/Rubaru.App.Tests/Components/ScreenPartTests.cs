using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.JSInterop;
using Rubaru.Client.Storage;
using Key = Rubaru.App.Texts.Text;

namespace Rubaru.App.Tests.Components;

/// <summary>What breaks in a part of the screen leaves the rest of it where it is.</summary>
public sealed class ScreenPartTests : Page
{
    /// <summary>Throws where it is told, once.</summary>
    private sealed class Fragile : ComponentBase
    {
        [Parameter]
        public Fault Fault { get; set; } = null!;

        protected override async Task OnInitializedAsync()
        {
            await Task.Yield();
            Fault.ThrowAt("init");
        }

        protected override void OnAfterRender(bool firstRender) => Fault.ThrowAt("after");

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            Fault.ThrowAt("draw");
            builder.OpenElement(0, "button");
            builder.AddAttribute(1, "id", "fine");
            builder.AddAttribute(2, "onclick", EventCallback.Factory.Create(this, () => Fault.ThrowAt("press")));
            builder.CloseElement();
        }
    }

    private sealed class Fault(Exception error, string at)
    {
        private bool thrown;

        public void ThrowAt(string place)
        {
            if (place == at && !thrown)
            {
                thrown = true;
                throw error;
            }
        }
    }

    private IRenderedComponent<ScreenPart> Show(Fault fault, Action? broken = null) =>
        Render<ScreenPart>(p =>
        {
            p.AddChildContent<Fragile>(f => f.Add(part => part.Fault, fault));
            if (broken is not null)
            {
                p.Add(part => part.OnBroken, broken);
            }
        });

    [Theory]
    [InlineData("draw")]
    [InlineData("init")]
    [InlineData("after")]
    [InlineData("press")]
    public async Task A_part_that_throws_says_so_and_is_shown_again_when_asked(string at)
    {
        var part = Show(new Fault(new JSException("0x80 foo"), at));
        if (at == "press")
        {
            await part.Find("#fine").ClickAsync(new());
        }

        await part.WaitForElementAsync("[data-testid=broken-part]");
        Assert.Contains(English[Key.ReasonUnknown], part.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("0x80", part.Markup, StringComparison.Ordinal);
        Assert.Empty(part.FindAll("#fine"));
        await part.Find("[data-testid=part-again]").ClickAsync(new());
        await part.WaitForElementAsync("#fine");
        Assert.Empty(part.FindAll("[data-testid=broken-part]"));
    }

    [Fact]
    public async Task Where_the_owner_answers_nothing_stands_in_its_place()
    {
        var told = 0;
        var part = Show(new Fault(new JSException("0x80 foo"), "press"), () => told++);
        await part.Find("#fine").ClickAsync(new());
        await part.WaitForAssertionAsync(() => Assert.Equal(1, told));
        Assert.Equal("", part.Markup);
    }

    [Fact]
    public void A_known_reason_is_said()
    {
        var part = Show(new Fault(new StorageFullException("0x80 foo"), "draw"));
        Assert.Contains(English[Key.ReasonStorageFull], part.Markup, StringComparison.Ordinal);
    }
}
