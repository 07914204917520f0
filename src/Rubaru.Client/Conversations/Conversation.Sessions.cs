using Rubaru.Client.Identity;

namespace Rubaru.Client.Conversations;

/// <summary>What a person and the passing of time do to the sessions with a contact (protocol section 6).</summary>
public sealed partial class Conversation
{
    /// <summary>The encryption is being set up again, and the other device has not answered yet.</summary>
    public bool IsSettingUpAgain => Contact.SetUpAgain && Sessions.Current is not { Established: true };

    /// <summary>There is somebody at the other end with whom it could be set up again.</summary>
    public bool CanSetUpAgain =>
        !IsDeleted && !IsSilent && Contact is { FirstContact: FirstContact.Complete, Gone: false };

    /// <summary>
    /// "Set up encryption again": ends every session with this contact and makes a new one as soon as the server can be
    /// asked for its keys. Returns when that is committed here; what waits to be delivered goes on in the new session, and
    /// the chat says so when the other device has answered. While that is awaited another call changes nothing.
    /// </summary>
    public Task SetUpAgainAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (!CanSetUpAgain || IsSettingUpAgain)
                    return;
                await History.EnsurePageAsync();
                var step = new Step(_engine, this);
                step.SetUpAgain();
                await step.CommitAsync();
            }
            Courier.Wake();
            _engine.Notify();
        });

    /// <summary>
    /// R6, and message keys that nobody asked for within two days. Only while the mailbox is drained, so that nothing waits
    /// there for a session that ends now; a first contact keeps its session until the answer or the refusal comes.
    /// </summary>
    internal async Task RetireSessionsAsync()
    {
        using var held = await _engine.Lock.EnterAsync();
        if (IsDeleted || Contact.FirstContact != FirstContact.Complete)
            return;
        var now = _engine.Time.GetUtcNow();
        var step = new Step(_engine, this);
        foreach (var id in step.Sessions.Outlived(now).ToArray())
            step.End(id);
        foreach (var alive in step.Sessions.All)
        {
            var next = alive.Session.WithoutExpiredKeys(now);
            if (!ReferenceEquals(next, alive.Session))
                step.Put(next, alive.Session);
        }
        if (step.Sessions == Sessions)
            return;
        await step.CommitAsync();
        Courier.Wake();
    }
}
