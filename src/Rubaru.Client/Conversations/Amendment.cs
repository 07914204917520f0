namespace Rubaru.Client.Conversations;

/// <summary>What can be sent about a message that was sent before.</summary>
[Flags]
public enum Amendment : byte
{
    None = 0,
    Edit = 1,
    Reaction = 2,
    Deletion = 4,
}
