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
            step.Transaction.Put(Table.Seen, key, Record(kept));
        }
    }

    /// <summary>Somebody is deleted: whether they sent a link goes with them.</summary>
    public async Task ForgetAsync(Transaction transaction, Fingerprint peer)
    {
        foreach (var key in await LinksAsync())
        {
            var senders = await SendersAsync(key);
            if (!senders.Contains(peer))
                continue;
            Fingerprint[] left = [.. senders.Where(sender => sender != peer)];
            if (left.Length == 0)
                transaction.Delete(Table.Seen, key);
            else
                transaction.Put(Table.Seen, key, Record(left));
        }
    }

    /// <summary>Rows of a contact may begin with the same byte; they are longer.</summary>
    private async Task<IEnumerable<byte[]>> LinksAsync()
    {
        var (first, length) = (Seen.Links, Seen.Link(engine.Records, 0).Length);
        var rows = await engine.Records.ReadRangeAsync(Table.Seen, first, Records.After(first));
        return rows.Select(row => row.Key).Where(key => key.Length == length);
    }

    private static byte[] Record(IReadOnlyList<Fingerprint> senders) =>
        new CborRecord().AddList(1, senders, (writer, peer) => writer.WriteByteString(peer.ToBytes())).ToBytes();

    private async Task<IReadOnlyList<Fingerprint>> SendersAsync(byte[] key)
    {
        var map = await engine.Records.ReadAsync(Table.Seen, key);
        var senders = map?.List(1, Limits.SendersNotedPerLink, reader => reader.ReadByteString());
        return [.. (senders ?? []).Where(bytes => bytes.Length == Fingerprint.Size).Select(b => Fingerprint.Read(b))];
    }
}
