using Rubaru.Client.Conversations;
using Rubaru.Client.Files;

namespace Rubaru.App.Components;

/// <summary>What can be done with a file of the chat. One object for the whole list, from <c>ChatPage</c>.</summary>
public sealed record FileActions
{
    public Func<Message, Transfer?> Find { get; init; } = _ => null;

    /// <summary>There is a link to the other person.</summary>
    public Func<bool> IsLinked { get; init; } = () => false;
    public Func<Transfer, Task> GoOn { get; init; } = Nothing;
    public Func<Transfer, Task> Pause { get; init; } = Nothing;
    public Func<Transfer, Task> GiveUp { get; init; } = Nothing;
    public Func<Message, Transfer, Task> Save { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Where the browser finds the opened image; <see cref="Undraw"/> lets go of it.</summary>
    public Func<Transfer, Task<string?>> Draw { get; init; } = _ => Task.FromResult<string?>(null);
    public Action<string> Undraw { get; init; } = _ => { };

    /// <summary>Shows the image as large as the screen.</summary>
    public Func<Message, Task> Show { get; init; } = _ => Task.CompletedTask;

    private static Task Nothing(Transfer transfer) => Task.CompletedTask;
}
