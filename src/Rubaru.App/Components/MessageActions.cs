using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>What can be done with a bubble. One object for the whole list, so that bubbles need not be drawn again.</summary>
public sealed record MessageActions(
    Func<Message, Task> Copy,
    Func<Message, Task> Info,
    Func<Message, Task> Retry,
    Func<Message, Task> Withdraw,
    Func<Message?, Task> OpenMenu
);
