using Rubaru.Client.Content;
using Rubaru.Client.Identity;

namespace Rubaru.Client.Conversations;

/// <summary>What a person does to messages on their way, and what travels beside them: withdraw, send again, typing.</summary>
public sealed partial class Conversation
{
    /// <summary>The other person is typing; told over a live link only, and believed for a few seconds.</summary>
    public bool PeerIsTyping => Typing.PeerIsTyping;

    /// <summary>
    /// Withdraws a message that the receiver has not acknowledged. Returns when that is committed here: from then on
    /// nothing more is sent of it. What the server holds is withdrawn as soon as it answers
    /// (<see cref="Message.IsWithdrawing"/> until then); the end is Withdrawn, NotConfirmed if it was put on a link too, or
    /// Delivered if the receiver was faster.
    /// </summary>
    public Task WithdrawAsync(UInt128 messageId) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted || Outbox.Find(messageId) is not { Order: { } order } row)
                    return;
                var step = new Step(_engine, this);
                if (await step.BubbleAsync(order) is not { Message.CanWithdraw: true })
                    return;
                await step.StopAsync(row, MessageEventKind.WithdrawalAsked);
                foreach (var change in Outbox.Rows.Where(change => change.About == order))
                    await step.StopAsync(change, MessageEventKind.WithdrawalAsked);
                await step.CommitAsync();
            }
            _engine.Notify();
        });

    /// <summary>"Send again" (<see cref="Message.CanRetry"/>), under the same id: the receiver shows it once.</summary>
    /// <exception cref="SendRefusedException">Strict mode with a closed gate, a contact or a file that is gone, or another device that took over.</exception>
    public Task RetryAsync(UInt128 messageId) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                // There is nobody to send to before a new invite is opened: the bubble goes on saying so.
                if (
                    IsDeleted
                    || IsSilent
                    || Contact.FirstContact == FirstContact.Failed
                    || Messages.FirstOrDefault(m => m.Id == messageId && m.Mine) is not { CanRetry: true } message
                )
                    return;
                RefuseAtAnEnd();
                RefuseBehindClosedGate();
                var step = new Step(_engine, this);
                if (Outbox.Find(messageId) is { } waiting)
                    Outbox.ForgetFailures(waiting);
                else
                {
                    // As it reads now: an edit went on its own, or is part of this.
                    if (message.Kind == MessageKind.File)
                    {
                        // Its sealed copy is the same, so key and nonce may be; one that is gone cannot be offered.
                        if (Files.OfferOf(message) is not { } offer)
                            throw new SendRefusedException(SendRefusal.FileGone);
                        step.Send(ContentType.FileOffer, offer.ToBytes(), messageId, message.Order);
                        if (TransferOf(message) is { } transfer)
                            Files.Post.Open(step, transfer);
                    }
                    else
                    {
                        var body = ReplyBody.Of(message);
                        step.Send(body.Type, body.ToBytes(), messageId, message.Order);
                    }
                    Places.Delete(step.Transaction, _engine.Records, Key, messageId);
                }
                await step.FireAsync(message.Order, MessageEventKind.Retried);
                await step.CommitAsync();
            }
            Courier.Wake();
        });

    /// <summary>To be called at every keystroke; it limits itself.</summary>
    public Task TypingAsync() => _engine.Thread.RunAsync(Typing.TypedAsync);

    /// <summary>Whether the peer may be told that I type: never before strict mode's gate is open.</summary>
    internal bool MayTellTyping => !EffectiveMode.IsStrict || Gate == StrictGate.Open;
}
