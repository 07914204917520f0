using Rubaru.Client.Content;
using Rubaru.Client.Identity;

namespace Rubaru.Client.Conversations;

/// <summary>
/// What a change of delivery mode does to one conversation, as part of a step: the line in the chat, the capability at my
/// server, the messages that are on their way, the update for the other person. Lines are resource keys.
/// </summary>
internal sealed class ModeChange(Engine engine, Conversation conversation, Step step)
{
    /// <summary>A first contact begins under the main switch, and under what the link says of its maker.</summary>
    public void Meet(bool linkIsStrict)
    {
        var mode = step.Contact.OwnMode ?? engine.Profile.Mode;
        if (mode.IsStrict && mode != step.Contact.AppliedMode)
            step.Line(mode == DeliveryMode.DirectOnly ? "strict-on-me" : "strict-relay-me");
        if (engine.Profile.DefaultLifetime is { } lifetime && step.Contact.LifetimeSet is null)
        {
            step.Contact = step.Contact with { Lifetime = lifetime, LifetimeSet = engine.Time.GetUtcNow() };
            step.Line(Conversations.Lifetime.Line(lifetime, mine: true));
        }
        // Which of the two strict modes it is comes with the first contact update.
        var theirs = linkIsStrict ? DeliveryMode.DirectOrRelay : DeliveryMode.Relayed;
        step.Contact = step.Contact with
        {
            AppliedMode = mode,
            PeerMode = Strictness.Stricter(step.Contact.PeerMode, theirs),
        };
    }

    /// <summary>My own choice, by the main switch or for this chat, may have changed.</summary>
    public Task OwnAsync()
    {
        var mode = step.Contact.OwnMode ?? engine.Profile.Mode;
        if (mode == step.Contact.AppliedMode)
            return Task.CompletedTask;
        // Relaxing is told once the server takes deposits again, or the first of theirs would be refused.
        step.Contact = step.Contact with
        {
            AppliedMode = mode,
            UpdateDue = step.Contact.UpdateDue || mode.IsStrict,
        };
        step.Line(
            mode switch
            {
                DeliveryMode.Relayed => "strict-off-me",
                DeliveryMode.DirectOnly => "strict-on-me",
                _ => "strict-relay-me",
            }
        );
        if (!mode.IsStrict && step.Contact.PeerMode.IsStrict)
            step.Line("strict-still-peer");
        return SettleAsync();
    }

    /// <summary>A contact update of the other person says this mode.</summary>
    /// <param name="first">Its first one: a mode that the link announced is shown now.</param>
    public Task PeerAsync(DeliveryMode mode, bool first)
    {
        step.After(() => conversation.PeerModeKnown(mode));
        if (mode == step.Contact.PeerMode && !(first && mode.IsStrict))
            return Task.CompletedTask;
        step.Contact = step.Contact with { PeerMode = mode };
        step.Line(
            mode switch
            {
                DeliveryMode.Relayed => "strict-off-peer",
                DeliveryMode.DirectOnly => "strict-on-peer",
                _ => "strict-relay-peer",
            }
        );
        return SettleAsync();
    }

    /// <summary>Brings the capability and the outbox to the mode that holds now.</summary>
    private async Task SettleAsync()
    {
        var strict = step.Contact.Mode.IsStrict;
        engine.Capabilities.Withdraw(step.Transaction, step.Contact.Peer, strict);
        if (strict)
        {
            conversation.Closing();
            await StopMessagesAsync();
            foreach (var row in conversation.Outbox.Rows.Where(IsStoredUpdate))
            {
                step.Recall(row);
                step.Contact = step.Contact with { UpdateDue = true };
            }
            foreach (var row in conversation.Outbox.Rows.Where(IsStoredFileWord).ToArray())
            {
                step.Recall(row);
                if (MessageContent.TryRead(row.Content) is { } word)
                    step.Send(row.Type, word.Body, row.MessageId);
            }
            conversation.StoredReceipts.Recall(step);
        }
        step.After(() =>
        {
            conversation.ModeChanged();
            engine.SyncSoon();
        });
    }

    /// <summary>
    /// What was composed before and not acknowledged does not go any more; its copies at the server are withdrawn.
    /// </summary>
    public async Task StopMessagesAsync()
    {
        foreach (var row in conversation.Outbox.Rows.Where(row => row.IsOfPerson && !row.Mode.IsStrict))
            await step.StopAsync(row, MessageEvent.Strict(row.OnLink));
        conversation.Files.Post.CloseAll(step.Transaction);
    }

    /// <summary>That a file was declined or given up: said once more, under the mode that holds now.</summary>
    private static bool IsStoredFileWord(OutboxRow row) => row is { Type: ContentType.FileWord, Mode.IsStrict: false };

    /// <summary>It may wait at the server; another one replaces it, by a way that stores nothing.</summary>
    private static bool IsStoredUpdate(OutboxRow row) =>
        row is { Type: ContentType.ContactUpdate, Mode.IsStrict: false };
}
