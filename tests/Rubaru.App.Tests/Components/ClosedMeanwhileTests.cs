using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Rubaru.App.Browser;

namespace Rubaru.App.Tests.Components;

/// <summary>What the browser answers when nobody waits for it any more: its failure is nobody's failure.</summary>
public sealed class ClosedMeanwhileTests : Page
{
    public ClosedMeanwhileTests()
    {
        Services.AddSingleton<FileInput>();
        JSInterop.SetupModule("./_content/Rubaru.App/js/file-picker.js").Mode = JSRuntimeMode.Loose;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_preview_that_was_closed_while_it_looked_at_its_files(bool closed)
    {
        var module = JSInterop.SetupModule("./_content/Rubaru.App/js/image-preview.js");
        module.Mode = JSRuntimeMode.Loose;
        var head = module.Setup<byte[]>("head", _ => true);
        var part = Render<ScreenPart>(p =>
            p.AddChildContent<FileSheet>(s =>
                s.Add(f => f.Name, "Asha").Add(f => f.Chosen, [new ChosenFile(1, "photo.jpg", "image/jpeg", 9)])
            )
        );
        await part.WaitForAssertionAsync(() => Assert.Single(head.Invocations));
        await FailAsync(part, closed, () => head.SetException(new JSException("No such file.")));
    }

    /// <param name="closed">The part was taken off the screen before; otherwise the failure is one.</param>
    private static async Task FailAsync(IRenderedComponent<ScreenPart> part, bool closed, Action fail)
    {
        if (closed)
        {
            part.Render(p => p.Add(s => s.ChildContent, (RenderFragment)(builder => builder.AddContent(0, "rest"))));
            await part.WaitForAssertionAsync(() => Assert.Equal("rest", part.Markup));
            fail();
            await part.InvokeAsync(Task.Yield);
            Assert.Equal("rest", part.Markup);
        }
        else
        {
            fail();
            await part.WaitForElementAsync("[data-testid=broken-part]");
        }
    }
}
