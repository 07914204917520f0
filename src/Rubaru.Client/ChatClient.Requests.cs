using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.E2ee;

namespace Rubaru.Client;

/// <summary>Who may write: my reusable address, requests by it, and whom I blocked.</summary>
public sealed partial class ChatClient
{
    /// <summary>How long a reusable address may live.</summary>
    public static IReadOnlyList<TimeSpan> AddressLifetimes { get; } =
    [TimeSpan.FromDays(1), TimeSpan.FromDays(7), Limits.AddressLifetimeMost];

    /// <summary>People who wait for a yes or a no, the newest first. None of them is told anything before.</summary>
    public IReadOnlyList<Conversation> Requests =>
        [
            .. _engine
                .Conversations.Values.Where(conversation => conversation.IsRequest)
                .OrderByDescending(conversation => conversation.Contact.Created),
        ];

    /// <summary>My reusable address; <c>null</c> while there is none.</summary>
    public OpenInvite? Address =>
        OpenInvites.Where(invite => invite.IsReusable).OrderByDescending(invite => invite.Expires).FirstOrDefault();

    public IReadOnlyList<BlockedPerson> Blocked => _engine.IsOpen ? _engine.Blocks.People : [];

    /// <summary>
    /// A link that many people may open; each becomes a request. It ends after this time, after
    /// <see cref="OpenInvite.MostPeople"/> people, or when it is revoked. An address that was open before is revoked.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of <see cref="AddressLifetimes"/>.</exception>
    public async Task<OpenInvite> CreateAddressAsync(TimeSpan lifetime)
    {
        if (!AddressLifetimes.Contains(lifetime))
            throw new ArgumentOutOfRangeException(nameof(lifetime));
        foreach (var old in OpenInvites.Where(invite => invite.IsReusable))
            await RevokeInviteAsync(old.Id);
        return await CreateInviteAsync(lifetime, true);
    }

    /// <summary>Where the chat is still there it goes on; somebody without one may come by a new invite again.</summary>
    public Task UnblockAsync(Fingerprint peer) =>
        _engine.Conversations.TryGetValue(peer, out var conversation)
            ? conversation.UnblockAsync()
            : _engine.Thread.RunAsync(async () =>
            {
                using (await _engine.Lock.EnterAsync())
                {
                    var transaction = _engine.Begin();
                    _engine.Blocks.Remove(transaction, peer);
                    await _engine.CommitAsync(transaction);
                }
                RaiseChanged();
            });
}
