using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Backups;

/// <summary>
/// What of a profile goes into a backup (protocol section 11). Only the tables that are named here: sessions, prekeys, the
/// outbox and the rows against replay never do, because a second copy of them would use keys twice.
/// </summary>
internal sealed class BackupExport(Engine engine, BackupWriter writer)
{
    private readonly List<(byte[] Key, byte[] Contact, byte[]? Tally, byte[]? Draft, byte[]? End)> _chats = [];
    private long _messages;

    public async Task<BackupSummary> WriteAsync()
    {
        var server = engine.Platform.Origin.GetLeftPart(UriPartial.Authority);
        var summary = new BackupSummary(engine.Profile.Name, engine.Time.GetUtcNow(), server, 0, 0);
        await writer.WriteAsync(BackupKind.Head, BackupPayload.Head(summary));
        // What belongs together is read at once; the history after it while life goes on, as far as it went then.
        using (await engine.Lock.EnterAsync())
        {
            await OneAsync(BackupKind.Profile, Table.Profile, Profile.Key);
            await AllAsync(BackupKind.Block, Table.Blocks, withKey: false);
            await AllAsync(BackupKind.Capability, Table.Capabilities, withKey: false);
            await AllAsync(BackupKind.Invite, Table.Invites, withKey: true);
            await ReadChatsAsync();
        }
        foreach (var chat in _chats)
        {
            await writer.WriteAsync(BackupKind.Contact, chat.Contact);
            if (chat.Tally is { } tally)
                await writer.WriteAsync(BackupKind.Tally, tally);
            if (chat.Draft is { } draft)
                await writer.WriteAsync(BackupKind.Draft, draft);
            await MessagesAsync(chat.Key, chat.End);
        }
        summary = summary with { Chats = _chats.Count, Messages = _messages };
        await writer.WriteAsync(BackupKind.End, BackupPayload.End(summary));
        await writer.FinishAsync();
        return summary;
    }

    private async Task ReadChatsAsync()
    {
        foreach (var (key, record) in await engine.Records.ReadPlainAsync(Table.Contacts))
        {
            if (key is not [.. var name, 0])
                continue;
            var tally = await engine.Records.ReadPlainAsync(Table.Contacts, [.. name, 1]);
            var draft = await engine.Records.ReadPlainAsync(Table.Drafts, name);
            _chats.Add((name, record, tally, draft, End(name, tally)));
        }
    }

    private async Task OneAsync(BackupKind kind, Table table, byte[] key)
    {
        if (await engine.Records.ReadPlainAsync(table, key) is { } record)
            await writer.WriteAsync(kind, record);
    }

    private async Task AllAsync(BackupKind kind, Table table, bool withKey)
    {
        foreach (var (key, record) in await engine.Records.ReadPlainAsync(table))
            await writer.WriteAsync(kind, withKey ? [.. key, .. record] : record);
    }

    /// <summary>
    /// Where the history of a chat ends for this file: a message at a place that its counters still call free would be
    /// overwritten by the first one after the restore.
    /// </summary>
    private static byte[]? End(byte[] chat, byte[]? tally) =>
        tally is not null && CborMap.TryRead(tally) is { } map
            ? History.Key(chat, History.End(Tally.Read(map).Position))
            : Records.After(chat);

    private async Task MessagesAsync(byte[] chat, byte[]? end)
    {
        var from = chat;
        while (true)
        {
            var page = await engine.Records.ReadPlainAsync(Table.Messages, from, end, Limits.BackupPage);
            foreach (var (key, record) in page)
            {
                // A line of the system is history too, but nobody would count it as a message.
                var isLine = CborMap.TryRead(record)?.Unsigned(2) == (ulong)MessageKind.System;
                await writer.WriteAsync(
                    isLine ? BackupKind.Line : BackupKind.Message,
                    [.. key[chat.Length..], .. record]
                );
                _messages += isLine ? 0 : 1;
            }
            if (page.Count < Limits.BackupPage)
                return;
            from = [.. page[^1].Key, 0];
        }
    }
}
