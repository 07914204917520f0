using Rubaru.Client.Identity;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>The capabilities that this contact holds of my mailbox, and getting new ones (protocol section 7.2).</summary>
public sealed partial class Conversation
{
    /// <summary>The contact was told new capabilities and has not used them yet, so the old ones still hold.</summary>
    public bool IsReplacing => _engine.Capabilities.Replaced(Contact).Count > 0;

    /// <summary>
    /// Gives the contact new capabilities. The old ones end when it has used a new one, so nothing is lost meanwhile.
    /// Does nothing while that is still to come.
    /// </summary>
    public Task ReplaceCapabilitiesAsync() => _engine.Thread.RunAsync(() => ReplaceAsync("capability-replaced"));

    /// <summary>By itself, when something shows that another one holds them; at most once a day.</summary>
    internal Task SuspectAsync()
    {
        var now = _engine.Time.GetUtcNow();
        return Contact.Replaced is { } last && now - last < Limits.ReplacePause && now >= last
            ? Task.CompletedTask
            : ReplaceAsync("capability-suspected");
    }

    private async Task ReplaceAsync(string line)
    {
        using (await _engine.Lock.EnterAsync())
        {
            if (IsDeleted || IsSilent || IsReplacing || Contact.FirstContact != FirstContact.Complete)
                return;
            await History.EnsurePageAsync();
            var step = new Step(_engine, this);
            var mode = step.Contact.Mode;
            step.Contact = step.Contact with
            {
                StoredCapability = _engine.Capabilities.IssueTo(step.Transaction, Peer, DepositClass.Stored, mode),
                TransientCapability = _engine.Capabilities.IssueTo(step.Transaction, Peer, DepositClass.Transient),
                UpdateDue = true,
                Replaced = _engine.Time.GetUtcNow(),
            };
            step.Line(line);
            await step.CommitAsync();
        }
        _engine.SyncSoon();
        Courier.Wake();
        _engine.Notify();
    }
}
