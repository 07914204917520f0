using Rubaru.Client.Conversations;

namespace Rubaru.App.Pages;

/// <summary>The images and files of this chat beside its messages: gallery and viewer.</summary>
public sealed partial class ChatPage
{
    private IReadOnlyList<Message> images = [];

    /// <summary>Where the viewer leads back to.</summary>
    private bool fromGallery;

    private static bool IsImage(Message message) => message is { Kind: MessageKind.File, File.IsImage: true };

    /// <summary>At once with those that are loaded; the others of the chat join them when they were read.</summary>
    private async Task ShowImageAsync(Message message)
    {
        images = [.. Chat.Messages.Where(IsImage)];
        if (images.All(image => image.Order != message.Order))
        {
            images = [message];
        }

        fromGallery = sheet == Sheets.Gallery;
        await OpenFor(message, Sheets.Viewer);
        var all = (await Chat.FileMessagesAsync()).Where(IsImage).OrderBy(image => image.Order).ToArray();
        if (all.Any(image => image.Order == message.Order))
        {
            images = all;
            StateHasChanged();
        }
    }

    private void CloseViewer() => sheet = fromGallery ? Sheets.Gallery : Sheets.None;

    private Task JumpToFileAsync(Message message)
    {
        CloseSheet();
        StateHasChanged();
        return JumpAsync(message.Order);
    }
}
