namespace Rubaru.Client.Conversations;

/// <summary>What a message said before it was edited.</summary>
/// <param name="From">Since when it said so, by its sender's clock.</param>
public sealed record MessageVersion(string Text, DateTimeOffset From)
{
    /// <summary>Without the text: what is printed may be logged.</summary>
    public override string ToString() => nameof(MessageVersion);
}
