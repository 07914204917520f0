using Rubaru.Client.Conversations;
using Rubaru.Client.Files;

namespace Rubaru.App.Components;

/// <summary>What can be done with a file of the chat. One object for the whole list, from <c>ChatPage</c>.</summary>
public sealed record FileActions
{
    public Func<Message, Transfer?> Find { get; init; } = _ => null;

    /// <summary>There is a link to the other person.</summary>
    public Func<bool> IsLinked { get; init; } = () => false;

    /// <summary>Where it waits while there is none.</summary>
    public Func<Transfer, FileWaiting> Waiting { get; init; } = _ => default;

    /// <summary>Strict mode lets nothing of a file go or be asked for now.</summary>
    public Func<bool> IsGateClosed { get; init; } = () => false;

    /// <summary>This device has a place for files.</summary>
    public Func<bool> CanHold { get; init; } = () => true;
    public Func<Transfer, Task> GoOn { get; init; } = Nothing;
    public Func<Transfer, Task> Pause { get; init; } = Nothing;
    public Func<Transfer, Task> GiveUp { get; init; } = Nothing;
    public Func<Message, Transfer, Task> Save { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Where the browser finds the opened image; <see cref="Undraw"/> lets go of it.</summary>
    public Func<Transfer, Task<string?>> Draw { get; init; } = _ => Task.FromResult<string?>(null);

    /// <summary>The same of a spoken message.</summary>
    public Func<Transfer, Task<string?>> Listen { get; init; } = _ => Task.FromResult<string?>(null);
    public Action<string> Undraw { get; init; } = _ => { };

    /// <summary>Shows the image as large as the screen.</summary>
    public Func<Message, Task> Show { get; init; } = _ => Task.CompletedTask;

    /// <summary>Leads to the message in its chat.</summary>
    public Func<Message, Task> Jump { get; init; } = _ => Task.CompletedTask;

    /// <summary>Of a chat that need not be on the screen.</summary>
    /// <param name="save">As <see cref="Save"/>: whoever shows it says what failed.</param>
    public static FileActions Of(Conversation chat, Func<Message, Transfer, Task> save) =>
        new()
        {
            Find = message => chat.TransferOf(message),
            IsLinked = () => chat.Path is MessagePath.Direct or MessagePath.TurnRelay,
            IsGateClosed = () => chat.IsGateClosedForFiles,
            CanHold = () => chat.CanHoldFiles,
            Waiting = transfer => chat.WaitingOf(transfer),
            GoOn = transfer => chat.GoOnAsync(transfer),
            Pause = transfer => chat.PauseAsync(transfer),
            GiveUp = transfer => chat.GiveUpAsync(transfer),
            Save = save,
        };

    private static Task Nothing(Transfer transfer) => Task.CompletedTask;
}
