namespace Rubaru.Client.Conversations;

/// <summary>Knocking (protocol section 7.2): "somebody you know wants to connect", without any content.</summary>
public sealed partial class Conversation
{
    internal Knocking Knocking { get; }

    /// <summary>A knock of theirs that was not answered; kept in memory only.</summary>
    public DateTimeOffset? KnockedAt => Knocking.HeardAt;

    /// <summary>My knock was answered and messages can go: "Bob is here. Send your draft?" Nothing goes by itself.</summary>
    public bool PeerIsHere => Knocking.PeerIsHere;

    /// <summary>Tells the other person, without a word, that I am here and want to connect. Also dials.</summary>
    public Task<KnockResult> KnockAsync() => _engine.Thread.RunAsync(Knocking.KnockAsync);

    /// <summary>Shows the chat, which dials whoever knocked.</summary>
    public Task AnswerKnockAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            Knocking.Forget();
            await ShowAsync();
            Link?.Wake();
        });

    public void DismissKnock() => _engine.Thread.Post(Knocking.Forget);

    public void DismissPeerIsHere() => _engine.Thread.Post(Knocking.Stop);
}
