using Rubaru.App.Browser;
using Rubaru.App.Texts;
using Rubaru.Client;
using Rubaru.Client.Notifications;

namespace Rubaru.App;

/// <summary>
/// What a running page adds to the service worker's notifications: one a chat for what arrives while it is hidden, and
/// none for what is on its screen. A push says only that something waits; here it is known in which chat.
/// </summary>
internal sealed class ArrivalNotices : IDisposable
{
    /// <summary>
    /// Closing means to ask the browser for what it shows, and Chromium forgets a notification that is asked for before the
    /// system has it on its screen: it would stay there, and a press on it would do nothing.
    /// </summary>
    private static readonly TimeSpan UntilShown = TimeSpan.FromSeconds(1);

    private readonly ChatClient client;
    private readonly PushSubscriptions device;
    private readonly PageEvents page;
    private readonly Language texts;
    private readonly TimeProvider time;
    private bool spoken;
    private bool woken;

    /// <summary>A knock comes by the socket and as a push, either first; as long as the push may live they are one.</summary>
    private static readonly TimeSpan SameKnock = TimeSpan.FromMinutes(1);
    private DateTimeOffset? knockHeard;
    private DateTimeOffset? knockPushed;
    private Dictionary<string, (int Unread, DateTimeOffset? Knocked, bool Muted)> known;

    internal ArrivalNotices(
        ChatClient client,
        PushSubscriptions device,
        PageEvents page,
        Language texts,
        TimeProvider time
    )
    {
        (this.client, this.device, this.page, this.texts, this.time) = (client, device, page, texts, time);
        known = Now();
        client.Changed += Look;
        device.Arrived += Arrived;
        page.HiddenChanged += Shown;
        texts.Changed += Speak;
        Look();
        // Opened by hand and not by its notification: that one has been answered, too.
        Shown(page.Hidden);
    }

    public void Dispose()
    {
        client.Changed -= Look;
        device.Arrived -= Arrived;
        page.HiddenChanged -= Shown;
        texts.Changed -= Speak;
    }

    /// <summary>The service worker speaks the new language, too.</summary>
    private void Speak()
    {
        spoken = false;
        Look();
    }

    private Dictionary<string, (int Unread, DateTimeOffset? Knocked, bool Muted)> Now() =>
        client.Conversations.ToDictionary(
            client.Notifications.TagOf,
            conversation => (conversation.Unread, conversation.KnockedAt, conversation.IsMuted)
        );

    private void Look()
    {
        // Nothing is left on the device of somebody who wants no notifications.
        if (client.Notifications.IsWanted && !spoken)
        {
            spoken = true;
            _ = device.SpeakAsync(
                texts[Text.AppName],
                texts[Text.NotifyMessage],
                texts[Text.NotifyKnock],
                texts[Text.NotifyTestArrived]
            );
        }

        var before = known;
        known = client.HasProfile ? Now() : [];
        foreach (var (tag, (unread, knocked, muted)) in known)
        {
            var last = before.GetValueOrDefault(tag);
            var away = page.Hidden && client.Notifications.IsWanted && !muted;
            if (knocked is not null && knocked != last.Knocked)
            {
                KnockHeard();
            }

            if (away && knocked is not null && knocked != last.Knocked)
            {
                _ = NoticeAsync(tag, Text.NotifyKnock);
            }
            else if (away && unread > last.Unread)
            {
                _ = NoticeAsync(tag, Text.NotifyMessage);
            }
            else if ((unread == 0 && last.Unread > 0) || (knocked is null && last.Knocked is not null))
            {
                _ = device.CloseChatAsync(tag);
            }
        }
    }

    // What the push announced has a notification of its own now.
    private async Task NoticeAsync(string tag, Text words)
    {
        if (woken)
        {
            woken = false;
            await device.CloseAsync(PushArrival.Wake);
        }

        await device.ShowAsync(tag, texts[Text.AppName], texts[words]);
    }

    // The service worker has shown it already, as iOS demands; a page that is looked at takes it away again.
    private void Arrived(PushArrival kind)
    {
        client.Wake();
        woken |= kind == PushArrival.Wake;
        if (kind == PushArrival.Knock)
        {
            knockPushed = time.GetUtcNow();
            CloseKnockThatIsHeard();
        }
        else if (!page.Hidden && kind == PushArrival.Wake)
        {
            _ = CloseLaterAsync(kind);
        }
    }

    private void KnockHeard()
    {
        knockHeard = time.GetUtcNow();
        CloseKnockThatIsHeard();
    }

    // Looked at or hidden: the page has said it in its own way, or the chat is muted. A knock that came by push alone, for
    // the page's line is dead, stays on the screen: nobody sends it a second time.
    private void CloseKnockThatIsHeard()
    {
        if (knockHeard is { } heard && knockPushed is { } pushed && (heard - pushed).Duration() < SameKnock)
        {
            _ = CloseLaterAsync(PushArrival.Knock);
        }
    }

    private async Task CloseLaterAsync(PushArrival kind)
    {
        await Task.Delay(UntilShown, time);
        await device.CloseAsync(kind);
    }

    private void Shown(bool hidden)
    {
        if (!hidden)
        {
            _ = device.CloseAsync(PushArrival.Wake);
            _ = device.CloseAsync(PushArrival.Knock);
        }
    }
}
