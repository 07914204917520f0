using System.Text;
using CsCheck;
using Rubaru.Client.Backups;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Xunit;

namespace Rubaru.Client.Tests.Backups;

/// <summary>The file: what is in it, what is never, and what a bad one does, which is nothing.</summary>
public sealed class BackupFileTests
{
    [Fact]
    public async Task Every_kind_of_bad_file_has_its_own_problem_and_changes_nothing()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        var (file, made) = await BackupFile.OfAsync(ann);
        var phone = await town.ArriveAsync("phone");
        foreach (
            var (problem, bad, typed) in ((BackupProblem, byte[], string)[])
                [
                    (BackupProblem.NotABackup, Encoding.UTF8.GetBytes("Dear diary, nothing happened."), ""),
                    (BackupProblem.NotABackup, [], ""),
                    (BackupProblem.NotABackup, file[1..], ""),
                    (BackupProblem.NewerVersion, Changed(file, 8, (byte)'2'), ""),
                    (BackupProblem.WrongSecret, file, "nine herons wade at dawn"),
                    (BackupProblem.CutShort, file[..11], ""),
                    (BackupProblem.CutShort, file[..60], ""),
                    (BackupProblem.CutShort, file[..^1], ""),
                    (BackupProblem.CutShort, file[..(file.Length / 2)], ""),
                    (BackupProblem.Damaged, Changed(file, file.Length - 1, (byte)(file[^1] ^ 1)), ""),
                    (BackupProblem.Damaged, Changed(file, file.Length / 2, (byte)(file[file.Length / 2] ^ 1)), ""),
                    (BackupProblem.Damaged, [.. file, 0], ""),
                    (BackupProblem.Damaged, Changed(file, 10, 0), ""),
                ]
        )
        {
            var secret = typed.Length > 0 ? typed : BackupFile.Passphrase;
            Assert.Equal(new BackupCheck(problem), await phone.CheckAsync(bad, secret));
            Assert.Equal(new BackupCheck(problem), await phone.RestoreAsync(bad, secret));
            Assert.False(phone.Client.HasProfile);
            Assert.Empty(phone.Store.Everything());
        }
        Assert.Equal(new BackupCheck(BackupProblem.None, made), await phone.RestoreAsync(file, BackupFile.Passphrase));
        await Assert.ThrowsAsync<InvalidOperationException>(() => phone.RestoreAsync(file, BackupFile.Passphrase));
    }

    [Fact]
    public async Task A_changed_byte_anywhere_is_found()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var (file, _) = await BackupFile.OfAsync(ann);
        await Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte[1, 255])
            .SampleAsync(
                async (place, mask) =>
                {
                    var check = await ann.CheckAsync(
                        Changed(file, place, (byte)(file[place] ^ mask)),
                        BackupFile.Passphrase
                    );
                    Assert.NotEqual(BackupProblem.None, check.Problem);
                    Assert.Null(check.Summary);
                },
                iter: 40,
                threads: 1
            );
    }

    [Fact]
    public async Task Only_what_may_live_twice_is_in_it()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        await ann.Only.SendAsync("hello");
        var (file, _) = await BackupFile.OfAsync(ann);
        var payload = new MemoryStream();
        var kinds = new HashSet<BackupKind>();
        using (var secret = BackupSecret.Read(ann.Client.Engine.Platform, BackupFile.Passphrase))
        {
            var (_, reader) = await BackupReader.OpenAsync(town.Sodium, new MemoryStream(file), secret);
            while (await reader!.NextAsync() is { } record)
            {
                kinds.Add(record.Kind);
                payload.Write(record.Body);
            }
            Assert.Equal(BackupProblem.None, reader.Problem);
        }
        Assert.All(kinds, kind => Assert.True(Enum.IsDefined(kind)));
        Assert.Contains(BackupKind.Message, kinds);
        var plain = payload.ToArray();
        Assert.True(
            plain.AsSpan().IndexOf(ann.Client.Engine.Profile.LoginSecret) >= 0,
            "The search finds what is there."
        );
        var prekeys = await ann.Client.Engine.Records.ReadRangeAsync(Table.Prekeys);
        Assert.True(prekeys.Count > 50);
        foreach (var (_, prekey) in prekeys)
            Assert.True(plain.AsSpan().IndexOf(prekey.Bytes(2)) < 0, "A prekey secret is in the backup.");
        foreach (var alive in ann.Only.Sessions.All)
        {
            var session = alive.Session.ToBytes();
            var id = new byte[SessionId.Size];
            alive.Session.Id.Write(id);
            Assert.True(session.AsSpan().IndexOf(id) >= 0, "A session record holds its id.");
            Assert.True(plain.AsSpan().IndexOf(id) < 0, "A session is in the backup.");
        }
    }

    [Fact]
    public async Task Nothing_in_the_file_can_be_read_and_its_size_is_one_of_few()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        var (before, _) = await BackupFile.OfAsync(ann);
        await ann.Only.SendAsync("a secret that must not be found");
        var (file, _) = await BackupFile.OfAsync(ann);
        Assert.Equal(before.Length, file.Length);
        foreach (var plain in (string[])["a secret that must", "Ann", "Bob", "localhost"])
            Assert.True(file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(plain)) < 0, plain);
        Assert.NotEqual(before[100..], file[100..]);
    }

    [Fact]
    public async Task The_recovery_words_open_it_too_and_only_the_right_ones()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        var words = string.Join(' ', await ann.Client.AppLock.MakeWordsAsync());
        var (file, made) = await BackupFile.OfAsync(ann);
        var other = string.Join(' ', await ann.Client.AppLock.MakeWordsAsync());
        Assert.Equal(new BackupCheck(BackupProblem.WrongSecret), await ann.CheckAsync(file, other));
        var phone = await town.ArriveAsync("phone");
        Assert.Equal(new BackupCheck(BackupProblem.None, made), await phone.RestoreAsync(file, words));
        Assert.Equal(ann.Fingerprint, phone.Fingerprint);
    }

    [Fact]
    public async Task A_backup_of_another_server_says_so()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var summary = new BackupSummary("Ann", town.Time.GetUtcNow(), "https://other.example", 0, 0);
        var file = await BackupFile.ForgedAsync(town, (BackupKind.Head, BackupPayload.Head(summary)));
        Assert.Equal(
            new BackupCheck(BackupProblem.OtherServer, summary),
            await ann.CheckAsync(file, BackupFile.Passphrase)
        );
    }

    [Fact]
    public async Task A_payload_of_a_later_version_a_wrong_count_or_no_end_is_refused()
    {
        await using var town = await Town.FoundAsync();
        var phone = await town.ArriveAsync("phone");
        var summary = new BackupSummary(
            "Ann",
            town.Time.GetUtcNow(),
            ServerProcess.Origin.GetLeftPart(UriPartial.Authority),
            0,
            0
        );
        var head = (BackupKind.Head, BackupPayload.Head(summary));
        var later = (BackupKind.Head, new CborRecord().Add(1, BackupPayload.Version + 1).ToBytes());
        foreach (
            var (problem, records) in ((BackupProblem, (BackupKind, byte[])[])[])
                [
                    (BackupProblem.NewerVersion, [later]),
                    (BackupProblem.NewerVersion, [head, ((BackupKind)77, [])]),
                    (BackupProblem.Damaged, [head]),
                    (BackupProblem.Damaged, [head, (BackupKind.End, BackupPayload.End(summary))]),
                    (BackupProblem.Damaged, [head, (BackupKind.End, BackupPayload.End(summary with { Chats = 1 }))]),
                    (BackupProblem.Damaged, [head, (BackupKind.Message, new byte[20])]),
                    (BackupProblem.Damaged, [head, (BackupKind.Profile, new CborRecord().ToBytes())]),
                ]
        )
        {
            var file = await BackupFile.ForgedAsync(
                town,
                [.. records.Select(record => (record.Item1, record.Item2.ToArray()))]
            );
            Assert.Equal(new BackupCheck(problem), await phone.CheckAsync(file, BackupFile.Passphrase));
            Assert.Equal(new BackupCheck(problem), await phone.RestoreAsync(file, BackupFile.Passphrase));
            Assert.Empty(phone.Store.Everything());
        }
    }

    private static byte[] Changed(byte[] file, int place, byte value)
    {
        var changed = file.ToArray();
        changed[place] = value;
        return changed;
    }
}
