using Rubaru.App.Texts;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>Where the words of a state stand. The icon is always in the bubble.</summary>
internal enum Spelled
{
    /// <summary>Below the latest message of mine; elsewhere behind the icon, for screen readers and on hover.</summary>
    Latest,

    /// <summary>In the bubble itself: something is not as it should be, or not yet.</summary>
    Inside,

    /// <summary>Below the bubble, always: a whole sentence, or something to press.</summary>
    Below,
}

/// <summary>Icon, colour and words of what has become of a message.</summary>
internal readonly record struct StateLook(Glyph Glyph, string Tone, string Words, Spelled Spelled)
{
    public static StateLook Of(Message message, Language texts, Moments moments) =>
        message.State switch
        {
            _ when message.IsWithdrawing => new(
                Glyph.Withdraw,
                "tone-quiet",
                texts[Text.StateWithdrawing],
                Spelled.Inside
            ),
            MessageState.Received => new(
                PathLook.Glyph(message.Path),
                PathLook.Tone(message.Path),
                texts[Came(message.Path)],
                Spelled.Latest
            ),
            MessageState.Waiting => new(Glyph.Clock, "tone-quiet", texts[Text.StateWaiting], Spelled.Latest),
            MessageState.Sealed => new(
                Glyph.Sealed,
                "tone-sealed",
                message.Expires is { } until
                    ? texts.Format(Text.StateSealedUntil, moments.Time(until))
                    : texts[Text.StateSealed],
                Spelled.Inside
            ),
            MessageState.Delivered => new(
                Glyph.Check,
                PathLook.Tone(message.Path),
                texts[Delivered(message.Path)],
                Spelled.Latest
            ),
            MessageState.Read => new(
                Glyph.DoubleCheck,
                PathLook.Tone(message.Path),
                texts[Text.StateRead],
                Spelled.Latest
            ),
            MessageState.NotSent => new(Glyph.NoEntry, "tone-strict", texts[Text.StateNotSent], Spelled.Below),
            MessageState.NotConfirmed => new(Glyph.Alert, "tone-relay", texts[Text.StateNotConfirmed], Spelled.Below),
            MessageState.Expired => new(Glyph.Retry, "tone-relay", texts[Text.StateExpired], Spelled.Below),
            MessageState.Withdrawn => new(Glyph.NoEntry, "tone-quiet", texts[Text.StateWithdrawn], Spelled.Inside),
            _ => new(Glyph.Alert, "tone-fail", Failed(message, texts), Spelled.Below),
        };

    /// <summary>Sending it again is a choice worth a button: nothing else will happen to it.</summary>
    public static bool OffersAgain(Message message) =>
        message.CanRetry && message.State is MessageState.NotSent or MessageState.NotConfirmed or MessageState.Failed;

    private static Text Came(MessagePath path) =>
        path switch
        {
            MessagePath.Direct => Text.StateReceivedDirect,
            MessagePath.TurnRelay => Text.StateReceivedRelay,
            MessagePath.Server => Text.StateReceivedServer,
            _ => Text.StateReceived,
        };

    private static Text Delivered(MessagePath path) =>
        path switch
        {
            MessagePath.Direct => Text.StateDeliveredDirect,
            MessagePath.TurnRelay => Text.StateDeliveredRelay,
            MessagePath.Server => Text.StateDeliveredServer,
            _ => Text.StateDelivered,
        };

    private static string Failed(Message message, Language texts) =>
        texts.Format(
            Text.StateFailedBecause,
            texts[
                message.FailureReason switch
                {
                    "used" => Text.FailureUsed,
                    "expired" => Text.FailureExpired,
                    "revoked" => Text.FailureRevoked,
                    "gone" => Text.FailureGone,
                    "refused" => Text.FailureRefused,
                    _ => Text.FailureOther,
                }
            ]
        );
}
