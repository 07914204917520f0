using Rubaru.Client.Conversations;
using Rubaru.Client.Honesty;
using Rubaru.Client.Notifications;

namespace Rubaru.Client;

/// <summary>What the app shows of its own doing.</summary>
public sealed partial class ChatClient
{
    /// <summary>Sends itself a probe by the real ways of the real server.</summary>
    public PrivacySelfTest SelfTest => field ??= new PrivacySelfTest(_engine);

    /// <summary>Who sees what of this chat as it is now.</summary>
    public IReadOnlyList<Exposure> ExposureOf(Conversation chat) =>
        WhoSeesWhat.Of(
            chat.Exposed with
            {
                PushIsOn = Notifications.State == NotificationState.On,
                ServerHasNoPush = Notifications.State == NotificationState.NoServer,
            }
        );
}
