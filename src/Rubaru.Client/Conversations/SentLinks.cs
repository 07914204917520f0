using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Which contacts sent an invite link in a chat. The same one from two people is worth a warning: whoever passes on a link
/// that was made for somebody else can see who reacts to it, and so learn who the contacts of that person are.
/// </summary>
internal sealed class SentLinks(Engine engine)
{
    /// <summary>Notes the links of a text that arrived; who sent one of them before is named in a line of this chat.</summary>
    public async Task NoteAsync(Step step, Conversation conversation, string text)
    {
        if (!text.Contains(InviteLinkCodec.Marker, StringComparison.Ordinal))
            return;
        var links = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => InviteLinkCodec.Read(word).Link)
            .OfType<InviteLink>()
            .Where(link => !link.IsReusable)
            .Take(Limits.LinksNotedPerMessage);
        var warned = false;
        foreach (var id in links.Select(link => InviteSecrets.Derive(engine.Sodium, link.Secret).Id).Distinct())
        {
            var key = Seen.Link(engine.Records, id);
            var senders = await SendersAsync(key);
            if (senders.Contains(conversation.Peer))
                continue;
            var other = senders.Select(engine.Conversations.GetValueOrDefault).OfType<Conversation>().LastOrDefault();
            if (other is not null && !warned)
                step.Line("same-link:" + other.Name);
            warned |= other is not null;
            // A contact that is gone makes room; more than the limit warn no better.
            Fingerprint[] noted = [.. senders, conversation.Peer];
            var kept = noted.TakeLast(Limits.SendersNotedPerLink).ToArray();
            var record = new CborRecord().AddList(1, kept, (writer, peer) => writer.WriteByteString(peer.ToBytes()));
            step.Transaction.Put(Table.Seen, key, record.ToBytes());
        }
    }

    private async Task<IReadOnlyList<Fingerprint>> SendersAsync(byte[] key)
    {
        var map = await engine.Records.ReadAsync(Table.Seen, key);
        var senders = map?.List(1, Limits.SendersNotedPerLink, reader => reader.ReadByteString());
        return [.. (senders ?? []).Where(bytes => bytes.Length == Fingerprint.Size).Select(b => Fingerprint.Read(b))];
    }
}
