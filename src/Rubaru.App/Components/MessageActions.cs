using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>What can be done with a bubble. One object for the whole list, so that bubbles need not be drawn again.</summary>
public sealed record MessageActions
{
    public Func<Message, Task> Copy { get; init; } = Nothing;
    public Func<Message, Task> Info { get; init; } = Nothing;
    public Func<Message, Task> Retry { get; init; } = Nothing;
    public Func<Message, Task> Withdraw { get; init; } = Nothing;

    /// <summary>The message whose menu is open; <c>null</c> closes it.</summary>
    public Func<Message?, Task> OpenMenu { get; init; } = _ => Task.CompletedTask;
    public Func<Message, Task> Reply { get; init; } = Nothing;

    /// <summary>My reaction: one emoji, or <c>null</c> to take it back.</summary>
    public Func<Message, string?, Task> React { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Shows more emoji to choose a reaction from.</summary>
    public Func<Message, Task> ReactMore { get; init; } = Nothing;
    public Func<Message, Task> Edit { get; init; } = Nothing;
    public Func<Message, Task> Forward { get; init; } = Nothing;
    public Func<Message, Task> DeleteForMe { get; init; } = Nothing;

    /// <summary>Asks first: nobody can take it back.</summary>
    public Func<Message, Task> DeleteForBoth { get; init; } = Nothing;

    /// <summary>An edit, reaction or deletion that was not confirmed goes once more.</summary>
    public Func<Message, Task> AmendAgain { get; init; } = Nothing;

    /// <summary>Goes to the message that this one answers.</summary>
    public Func<Message, Task> ShowQuoted { get; init; } = Nothing;

    private static Task Nothing(Message message) => Task.CompletedTask;
}
