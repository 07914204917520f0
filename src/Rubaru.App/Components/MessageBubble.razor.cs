using Microsoft.AspNetCore.Components;
using Rubaru.App.Texts;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>One message. Drawn again only when something of it changed: a chat has many of them.</summary>
public sealed partial class MessageBubble : IDisposable
{
    private readonly LongPress press;
    private ElementReference bubble;
    private ElementReference more;
    private bool big;
    private string rowClass = "";
    private StateLook look;
    private bool spelledBelow;
    private bool spelledInside;
    private (HistoryLine, string, bool, string?)? shown;
    private bool changed;

    public MessageBubble() => press = new(() => InvokeAsync(Open));

    [Inject]
    internal Moments Moments { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    [Parameter, EditorRequired]
    public HistoryLine Line { get; set; }

    [Parameter, EditorRequired]
    public MessageActions Actions { get; set; } = null!;

    /// <summary>Of the other person, for quotes and reactions.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    [Parameter]
    public bool MenuOpen { get; set; }

    public void Dispose() => press.Dispose();

    protected override void OnParametersSet()
    {
        changed = shown != (shown = (Line, Name, MenuOpen, LanguageCode));
        if (!changed)
        {
            return;
        }

        press.Time = Time;
        var message = Line.Message;
        rowClass =
            (message.Mine ? "row mine" : "row theirs")
            + (Line.First ? " first" : "")
            + (Line.Last ? " last" : "")
            + (message.State == MessageState.Withdrawn ? " withdrawn" : "")
            + (message.MyReaction is null && message.PeerReaction is null ? "" : " reacted");
        big = message.Kind == MessageKind.Text && EmojiText.Is(message.Text);
        look = StateLook.Of(message, T, Moments);
        spelledInside = look.Spelled == Spelled.Inside;
        spelledBelow = look.Spelled == Spelled.Below || (Line.Latest && !spelledInside);
    }

    protected override bool ShouldRender() => changed;

    private Task Open() => Actions.OpenMenu(Line.Message);

    private Task Toggle() => Actions.OpenMenu(MenuOpen ? null : Line.Message);
}
