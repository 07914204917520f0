namespace Rubaru.Client;

/// <summary>Read receipts: a choice of the whole profile, and mutual.</summary>
public sealed partial class ChatClient
{
    /// <summary>Off until somebody turns it on. Read is told to others only while on, and shown of others only while on.</summary>
    public bool ReadReceipts => _engine.Profile?.ReadReceipts ?? false;

    /// <summary>Returns when the choice is committed. Turned off, nothing that was not told yet is told any more.</summary>
    public Task SetReadReceiptsAsync(bool on) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (on == _engine.Profile.ReadReceipts)
                    return;
                var transaction = _engine.Begin();
                var profile = _engine.Profile with { ReadReceipts = on };
                profile.Write(transaction);
                if (!on)
                {
                    foreach (var conversation in _engine.Conversations.Values)
                        conversation.ReceiptsDue.Forget(transaction);
                }
                transaction.After(() => _engine.Profile = profile);
                await _engine.CommitAsync(transaction);
            }
            RaiseChanged();
        });
}
