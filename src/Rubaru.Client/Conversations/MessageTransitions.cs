using static Rubaru.Client.Conversations.MessageEventKind;

namespace Rubaru.Client.Conversations;

/// <summary>
/// The states of a message of mine: the only place that changes <see cref="Message.State"/> (drawn in docs/delivery.md).
/// What holds of it, and is tested as a property:
/// Delivered and Read are final but for Delivered → Read; the receiver's word wins over everything that was believed here.
/// NotSent, NotConfirmed, Withdrawn and Failed are left only by that word or by "Send again": nothing that was stopped goes
/// by itself, so nothing falls from strict mode to the server.
/// Waiting, Sealed and Expired have a row in the outbox, or a withdrawal under way, which ends them.
/// </summary>
internal static class MessageTransitions
{
    /// <summary>State of the local echo.</summary>
    public const MessageState First = MessageState.Waiting;

    /// <returns>The next state, or <c>null</c>: in this state the event means nothing, and nothing changes.</returns>
    public static MessageState? Next(MessageState state, MessageEventKind happened) =>
        state switch
        {
            MessageState.Waiting => happened switch
            {
                Stored => MessageState.Sealed,
                HandedOver or Renewed or WithdrawalAsked or WithdrawalTooLate => MessageState.Waiting,
                _ => Underway(happened),
            },
            MessageState.Sealed => happened switch
            {
                Stored or HandedOver or WithdrawalAsked or WithdrawalTooLate => MessageState.Sealed,
                CopyExpired => MessageState.Expired,
                Renewed => MessageState.Waiting,
                _ => Underway(happened),
            },
            MessageState.Expired => happened switch
            {
                Stored => MessageState.Sealed,
                HandedOver or WithdrawalAsked or WithdrawalTooLate => MessageState.Expired,
                Renewed or Retried => MessageState.Waiting,
                _ => Underway(happened),
            },
            MessageState.NotSent => happened switch
            {
                // The copy that was to be withdrawn had been taken already.
                WithdrawalTooLate => MessageState.NotConfirmed,
                _ => Stopped(happened),
            },
            MessageState.NotConfirmed or MessageState.Withdrawn or MessageState.Failed => Stopped(happened),
            MessageState.Delivered when happened == ReadByPeer => MessageState.Read,
            _ => null,
        };

    /// <returns>The bubble after it; <c>null</c> where the event means nothing.</returns>
    public static Message? Apply(Message message, MessageEvent happened)
    {
        if (!message.Mine || Next(message.State, happened.Kind) is not { } next)
            return null;
        var path = happened.Kind switch
        {
            Acknowledged => happened.Path,
            ReadByPeer => message.Path == MessagePath.None ? happened.Path : message.Path,
            _ => MessagePath.None,
        };
        return message with
        {
            State = next,
            Path = path,
            Expires = next == MessageState.Sealed ? happened.Expires ?? message.Expires : null,
            FailureReason = happened.Reason,
            // Its row is gone, so whatever else is heard it stays a withdrawal until it ends.
            IsWithdrawing = IsUnderway(next) && (message.IsWithdrawing || happened.Kind == WithdrawalAsked),
        };
    }

    private static bool IsUnderway(MessageState state) =>
        state is MessageState.Waiting or MessageState.Sealed or MessageState.Expired;

    /// <summary>On its way, or waiting for one.</summary>
    private static MessageState? Underway(MessageEventKind happened) =>
        happened switch
        {
            Acknowledged => MessageState.Delivered,
            ReadByPeer => MessageState.Read,
            Withdrawn => MessageState.Withdrawn,
            WithdrawnAfterLink or NeverConfirmed or LinkLostWhileStrict => MessageState.NotConfirmed,
            StrictStopped => MessageState.NotSent,
            Refused => MessageState.Failed,
            _ => null,
        };

    /// <summary>Not on its way any more: only the receiver's word or the person changes that.</summary>
    private static MessageState? Stopped(MessageEventKind happened) =>
        happened switch
        {
            Acknowledged => MessageState.Delivered,
            ReadByPeer => MessageState.Read,
            Retried => MessageState.Waiting,
            _ => null,
        };
}
