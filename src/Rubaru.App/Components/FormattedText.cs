using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Rubaru.App.Components;

/// <summary>
/// The text of a message. Every character goes to the page as text, never as markup: the elements come from
/// <see cref="Markup"/> alone.
/// </summary>
public sealed class FormattedText : ComponentBase
{
    private List<Markup> pieces = [];
    private string? shown;

    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    protected override void OnParametersSet()
    {
        if (shown != Value)
        {
            pieces = Markup.Of(shown = Value);
        }
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder) => Draw(builder, pieces);

    private static void Draw(RenderTreeBuilder builder, IReadOnlyList<Markup> pieces)
    {
        foreach (var piece in pieces)
        {
            builder.OpenRegion(0);
            Draw(builder, piece);
            builder.CloseRegion();
        }
    }

    private static void Draw(RenderTreeBuilder builder, Markup piece)
    {
        if (piece.Kind == MarkupKind.Plain)
        {
            builder.AddContent(0, piece.Text);
            return;
        }

        builder.OpenElement(0, Element(piece.Kind));
        if (piece.Kind == MarkupKind.Link)
        {
            builder.AddAttribute(1, "href", piece.Href);
            builder.AddAttribute(2, "target", "_blank");
            builder.AddAttribute(3, "rel", "noopener noreferrer nofollow");
            builder.AddAttribute(4, "referrerpolicy", "no-referrer");
            // A name that reads right to left must not turn the words around it.
            builder.OpenElement(5, "bdi");
            builder.AddContent(6, piece.Text);
            builder.CloseElement();
        }
        else if (piece.Inside.Count > 0)
        {
            Draw(builder, piece.Inside);
        }
        else
        {
            builder.AddContent(7, piece.Text);
        }

        builder.CloseElement();
    }

    private static string Element(MarkupKind kind) =>
        kind switch
        {
            MarkupKind.Link => "a",
            MarkupKind.Bold => "strong",
            MarkupKind.Italic => "em",
            MarkupKind.Strike => "s",
            MarkupKind.Code => "code",
            MarkupKind.CodeBlock => "pre",
            _ => "blockquote",
        };
}
