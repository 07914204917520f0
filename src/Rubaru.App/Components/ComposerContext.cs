using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>What the next thing that is sent refers to: the message it answers, or the one whose text it replaces.</summary>
public sealed record ComposerContext(Message Message, bool IsEdit)
{
    /// <summary>Without the text: what is printed may be logged.</summary>
    public override string ToString() => nameof(ComposerContext);
}
