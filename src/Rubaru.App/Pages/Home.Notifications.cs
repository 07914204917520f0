using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.App.Components;
using Rubaru.Client.Notifications;

namespace Rubaru.App.Pages;

/// <summary>Notifications on the screen: the prompt, and where a pressed one leads.</summary>
public sealed partial class Home
{
    private ArrivalNotices notices = null!;

    /// <summary>A push was pressed, which knows no chat: the one that turns out to have something new is opened.</summary>
    private Expectation expecting = null!;

    [Inject]
    internal PushSubscriptions Device { get; set; } = null!;

    [Inject]
    internal PageEvents Page { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    /// <summary>The app was opened by a notification: the tag of its chat, or empty.</summary>
    [Parameter]
    public string? Notified { get; set; }

    private bool Suggesting =>
        Client.Notifications.ShouldSuggest && BannerChoice.Of(Circumstances) is null && !Circumstances.OpenChatSpeaks;

    private void StartNotices()
    {
        expecting = new Expectation(Time);
        notices = new ArrivalNotices(Client, Device, Page, T, Time);
        Device.Clicked += Clicked;
        if (Notified is { } tag)
        {
            OpenNotified(tag);
        }
    }

    private void EndNotices()
    {
        notices.Dispose();
        Device.Clicked -= Clicked;
    }

    private void Clicked(string tag) =>
        InvokeAsync(() =>
        {
            OpenNotified(tag);
            StateHasChanged();
        });

    private void OpenNotified(string tag)
    {
        if (Client.Notifications.Find(tag) is { } chat)
        {
            Open(chat);
            return;
        }

        expecting.Begin();
        OpenExpected();
    }

    /// <summary>One chat with something new is the one; with several the list says which.</summary>
    private void OpenExpected()
    {
        var news = Client.Conversations.Where(c => c.Unread > 0).ToList();
        // Nothing that the person does meanwhile is taken from under the hands.
        if (!expecting.Holds || sheet != Sheets.None || news.Count == 0)
        {
            return;
        }

        expecting.End();
        if (news.Count == 1)
        {
            Open(news[0]);
        }
    }

    /// <summary>"Turn on" in the prompt; what stands in the way is said in the settings.</summary>
    private async Task TurnOnAsync()
    {
        await Client.Notifications.TurnOnAsync();
        if (Client.Notifications.State is not (NotificationState.On or NotificationState.Off))
        {
            sheet = Sheets.Settings;
        }
    }
}
