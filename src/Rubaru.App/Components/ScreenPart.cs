using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Rubaru.App.Components;

/// <summary>
/// One part of the screen: what breaks in it, while it is drawn or when something in it is pressed, does not take the rest
/// of the screen away. In its place stands a sentence with a button that begins it anew; where the owner answers
/// <see cref="OnBroken"/>, a sheet for one, nothing stands there.
/// </summary>
public sealed class ScreenPart : ErrorBoundaryBase
{
    [Inject]
    internal Failures Failures { get; set; } = null!;

    /// <summary>The owner says what happened.</summary>
    [Parameter]
    public EventCallback OnBroken { get; set; }

    /// <summary>The way out where this part is all that a phone shows.</summary>
    [Parameter]
    public EventCallback OnBack { get; set; }

    protected override Task OnErrorAsync(Exception exception)
    {
        Failures.Tell(exception);
        return OnBroken.InvokeAsync();
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is not { } error)
        {
            builder.AddContent(0, ChildContent);
        }
        else if (!OnBroken.HasDelegate)
        {
            builder.OpenComponent<BrokenPart>(1);
            builder.AddComponentParameter(2, nameof(BrokenPart.Error), error);
            builder.AddComponentParameter(3, nameof(BrokenPart.OnAgain), EventCallback.Factory.Create(this, Recover));
            builder.AddComponentParameter(4, nameof(BrokenPart.OnBack), OnBack);
            builder.CloseComponent();
        }
    }
}
