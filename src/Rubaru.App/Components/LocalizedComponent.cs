using Microsoft.AspNetCore.Components;
using Rubaru.App.Texts;

namespace Rubaru.App.Components;

/// <summary>
/// What every component of the app is: it has the texts, and it is drawn anew when another language is chosen. Without the
/// cascading value a component whose parameters stay the same would keep the old words.
/// </summary>
public abstract class LocalizedComponent : ComponentBase
{
    [Inject]
    protected Language T { get; private set; } = null!;

    /// <summary>BCP 47 tag of the texts, from <see cref="App"/>.</summary>
    [CascadingParameter(Name = "Language")]
    protected string? LanguageCode { get; private set; }
}
