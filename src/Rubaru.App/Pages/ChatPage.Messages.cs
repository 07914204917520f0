using Rubaru.App.Components;
using Rubaru.App.Texts;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Pages;

/// <summary>What a person does with messages of this chat beside sending them.</summary>
public sealed partial class ChatPage
{
    private ComposerContext? context;

    /// <summary>The message of the open sheet, as it is now.</summary>
    private Message? Chosen =>
        chosen is null ? null : Chat.Messages.FirstOrDefault(m => m.Id == chosen.Id && m.Mine == chosen.Mine);

    private Task OpenFor(Message message, Sheets which)
    {
        (chosen, sheet) = (message, which);
        StateHasChanged();
        return Task.CompletedTask;
    }

    private Task Turn(ComposerContext to)
    {
        context = to;
        StateHasChanged();
        return Task.CompletedTask;
    }

    private void CancelContext()
    {
        context = null;
        StateHasChanged();
    }

    private void EditLast()
    {
        if (Chat.Messages.LastOrDefault(m => m.CanEdit(Time.GetUtcNow())) is { } last)
        {
            context = new ComposerContext(last, IsEdit: true);
        }
    }

    private Task ReactAsync(Message message, string? emoji) => AmendAsync(() => Chat.ReactAsync(message, emoji));

    private Task DeleteForBothAsync(Message message) => AmendAsync(() => Chat.DeleteForBothAsync(message.Id));

    private async Task DeleteForMeAsync(Message message)
    {
        await Chat.DeleteForMeAsync(message);
        if (context?.Message.Id == message.Id)
        {
            CancelContext();
        }

        Say(T[Text.MessageDeletedForMe], failed: false, UndoAsync);
    }

    private async Task UndoAsync()
    {
        await Chat.UndoDeleteAsync();
        ClearToast();
    }

    private async Task ShowQuotedAsync(Message message)
    {
        if (message.Quote is { } quote && await Chat.PlaceOfAsync(quote) is { } order)
        {
            await JumpAsync(order);
        }
        else
        {
            Say(T[Text.QuoteGone], failed: true);
        }
    }

    private void Forwarded(Conversation chat) => Say(T.Format(Text.Forwarded, chat.Name), failed: false);

    private async Task AmendAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (SendRefusedException refused)
        {
            Say(
                refused.Reason switch
                {
                    SendRefusal.Strict => T.Format(GateLook.Refused(Chat.Gate), Chat.Name),
                    SendRefusal.TooLate => T[Text.ComposerTooLate],
                    _ => T[Text.MessageNotChanged],
                },
                failed: true
            );
        }
    }
}
