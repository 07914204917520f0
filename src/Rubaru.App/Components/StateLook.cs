using Rubaru.App.Texts;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>Icon, colour and words of what has become of a message.</summary>
/// <param name="Loud">The words stand in the bubble itself, not only behind the icon: something is not as it should be.</param>
internal readonly record struct StateLook(Glyph Glyph, string Tone, string Words, bool Loud)
{
    public static StateLook Of(Message message, Language texts, Moments moments) =>
        message.State switch
        {
            MessageState.Received => new(
                PathLook.Glyph(message.Path),
                PathLook.Tone(message.Path),
                texts[Came(message.Path)],
                Loud: false
            ),
            MessageState.Waiting => new(Glyph.Clock, "tone-quiet", texts[Text.StateWaiting], Loud: false),
            MessageState.Sealed => new(
                Glyph.Sealed,
                "tone-sealed",
                message.Expires is { } until
                    ? texts.Format(Text.StateSealedUntil, moments.Time(until))
                    : texts[Text.StateSealed],
                Loud: true
            ),
            MessageState.Delivered => new(
                Glyph.DoubleCheck,
                PathLook.Tone(message.Path),
                texts[Delivered(message.Path)],
                Loud: false
            ),
            MessageState.Read => new(Glyph.DoubleCheck, "tone-direct", texts[Text.StateRead], Loud: false),
            MessageState.NotSent => new(Glyph.NoEntry, "tone-fail", texts[Text.StateNotSent], Loud: true),
            MessageState.NotConfirmed => new(Glyph.Alert, "tone-relay", texts[Text.StateNotConfirmed], Loud: true),
            MessageState.Expired => new(Glyph.Retry, "tone-relay", texts[Text.StateExpiredShort], Loud: true),
            MessageState.Withdrawn => new(Glyph.NoEntry, "tone-quiet", texts[Text.StateWithdrawn], Loud: true),
            _ => new(Glyph.Alert, "tone-fail", Failed(message, texts), Loud: true),
        };

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
                    "refused" => Text.FailureRefused,
                    _ => Text.FailureOther,
                }
            ]
        );
}
