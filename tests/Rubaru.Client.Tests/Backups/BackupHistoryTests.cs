using Rubaru.Client.Backups;
using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Backups;

/// <summary>The places of messages: what comes after a restore goes behind the history and never into it.</summary>
public sealed class BackupHistoryTests
{
    /// <summary>More than one page of the export and more than two chunks of the file.</summary>
    private const int Many = Limits.BackupPage + 20;

    [Fact]
    public async Task What_is_sent_while_the_file_is_written_belongs_to_the_next_backup()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        for (var i = 0; i < Many; i++)
            await ann.Only.SendAsync($"{i} " + new string('a', 1_000));
        var lines = ann.Store.Count(Table.Messages) - Many;
        using var file = new MemoryStream();
        var parts = 0;
        var made = await ann.Client.BackUpAsync(
            async bytes =>
            {
                file.Write(bytes.Span);
                // The header is a part of its own, so this is after the second chunk.
                if (++parts == 3)
                    await ann.Only.SendAsync("meanwhile");
            },
            BackupFile.Passphrase
        );
        Assert.InRange(parts, 4, int.MaxValue);
        Assert.Equal("meanwhile", ann.Said[^1].Text);
        Assert.Equal(Many, made.Messages);

        var phone = await BackupFile.RestoredAsync(town, file.ToArray(), "Ann's phone");
        Assert.Equal(Many + lines, phone.Store.Count(Table.Messages));
        await NothingIsOverwrittenAsync(phone);
    }

    [Fact]
    public async Task A_file_whose_history_goes_beyond_its_counters_is_restored_whole()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        for (var i = 0; i < 5; i++)
            await ann.Only.SendAsync($"to Bob {i}");
        await bob.Only.SendAsync("to Ann");
        await town.UntilAsync(() => ann.AllDelivered && ann.Heard.Count == 1, "all is delivered");
        var (file, _) = await BackupFile.OfAsync(ann);
        foreach (var position in (long?[])[null, 1, 3])
        {
            var written = await WithTallyAsync(town, ann, file, position);
            var phone = await BackupFile.RestoredAsync(town, written, $"Ann's phone {position}");
            await NothingIsOverwrittenAsync(phone);
        }
    }

    private static async Task NothingIsOverwrittenAsync(Person phone)
    {
        await phone.Only.ShowAsync();
        var texts = Texts(phone);
        Assert.Equal(texts.Count, texts.Distinct().Count());
        var last = phone.Only.Messages[^1].Order;
        await phone.Only.SendAsync("after");
        await phone.RestartAsync();
        await phone.Only.ShowAsync();
        // A whole page is loaded, so the oldest ones may have made room for the lines of the system.
        var now = Texts(phone);
        Assert.Equal([.. texts.TakeLast(now.Count - 1), "after"], now);
        Assert.InRange(now.Count, Math.Min(texts.Count, Limits.Page - 5), Limits.Page);
        Assert.True(phone.Said[^1].Order > last);
    }

    private static List<string> Texts(Person person) =>
        [.. person.Only.Messages.Where(message => message.Kind == MessageKind.Text).Select(message => message.Text)];

    /// <param name="position">Of the tally; <c>null</c>: the file has none.</param>
    private static async Task<byte[]> WithTallyAsync(Town town, Person person, byte[] file, long? position)
    {
        var records = new List<(BackupKind, byte[])>();
        using var secret = BackupSecret.Read(person.Client.Engine.Platform, BackupFile.Passphrase);
        var (_, reader) = await BackupReader.OpenAsync(town.Sodium, new MemoryStream(file), secret);
        while (await reader!.NextAsync() is { } record)
        {
            if (record.Kind != BackupKind.Tally)
                records.Add((record.Kind, record.Body));
            else if (position is { } place)
                records.Add((record.Kind, new CborRecord().Add(2, (ulong)place).ToBytes()));
        }
        return await BackupFile.ForgedAsync(town, [.. records]);
    }
}
