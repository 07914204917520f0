namespace Rubaru.Client.Conversations;

/// <summary>
/// "Is typing", both ways (protocol section 8.1): a link frame, so it leaves only over a live link and is never stored.
/// </summary>
internal sealed class Typing : IDisposable
{
    private readonly Engine _engine;
    private readonly Conversation _conversation;
    private readonly ITimer _timer;
    private DateTimeOffset _told;
    private bool _isTold;

    public Typing(Engine engine, Conversation conversation)
    {
        _engine = engine;
        _conversation = conversation;
        _timer = engine.Time.CreateTimer(_ => Heard(false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool PeerIsTyping { get; private set; }

    /// <summary>A keystroke here.</summary>
    public Task TypedAsync()
    {
        var now = _engine.Time.GetUtcNow();
        // The clock may have been set back: then it is told at once, and counts from there.
        if (now - _told < Limits.TypingPause && now >= _told)
            return Task.CompletedTask;
        if (_conversation.IsDeleted || !_conversation.MayTellTyping)
            return Task.CompletedTask;
        if (_conversation.Link?.TrySendTyping(true) == true)
        {
            _told = now;
            _isTold = true;
        }
        return Task.CompletedTask;
    }

    /// <summary>The text is gone or the chat is left: what was told is taken back.</summary>
    public void Stopped()
    {
        if (!_isTold)
            return;
        Forget();
        if (_conversation.MayTellTyping)
            _conversation.Link?.TrySendTyping(false);
    }

    /// <summary>The message that was typed is on its way, which ends it on the other side.</summary>
    public void Sent() => Forget();

    /// <summary>The peer's word, or the end of believing it.</summary>
    public void Heard(bool typing)
    {
        _timer.Change(typing ? Limits.TypingShown : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (PeerIsTyping == typing)
            return;
        PeerIsTyping = typing;
        _conversation.RaiseChanged();
    }

    /// <summary>The other side no longer believes it: the next keystroke is news again, however soon it comes.</summary>
    private void Forget() => (_isTold, _told) = (false, default);

    public void Dispose() => _timer.Dispose();
}
