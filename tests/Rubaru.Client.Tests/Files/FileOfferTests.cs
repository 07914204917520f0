using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>What becomes of an offer that is stopped, sent again, given up, or whose message is deleted.</summary>
public sealed class FileOfferTests
{
    [Fact]
    public async Task A_withdrawn_offer_is_sent_again_with_the_same_copy()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        var bytes = FileTown.Bytes(100);
        await ann.SendFileAsync(bytes);
        var offer = ann.Only.Messages[^1];
        await ann.Only.WithdrawAsync(offer.Id);
        await town.UntilAsync(() => ann.Only.Messages[^1].State == MessageState.Withdrawn, "it is withdrawn");
        Assert.Single(ann.Files.All);

        town.Network.IsImpossible = false;
        await ann.Only.RetryAsync(offer.Id);
        await bob.StartAsync();
        await ann.Only.ShowAsync();
        await bob.Only.ShowAsync();
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "it is there");
        Assert.True(await bob.HoldsAsync(bytes));
    }

    [Fact]
    public async Task A_file_that_is_gone_is_not_sent_again_in_silence()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.SendFileAsync(FileTown.Bytes(100));
        var offer = ann.Only.Messages[^1];
        await ann.Only.WithdrawAsync(offer.Id);
        await town.UntilAsync(() => ann.Only.Messages[^1].State == MessageState.Withdrawn, "it is withdrawn");
        await ann.Only.GiveUpAsync(ann.LastFile()!);
        await town.UntilAsync(() => ann.Files.All.Count == 0, "its copy is gone");
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => ann.Only.RetryAsync(offer.Id));
        Assert.Equal(SendRefusal.FileGone, refused.Reason);
    }

    [Fact]
    public async Task The_same_file_chosen_again_has_another_key()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var source = new MemorySource(FileTown.Bytes(100));
        await ann.OfferAsync(new FileToSend(source, "a.bin", "text/plain"));
        var first = ann.LastFile()!;
        source.Bytes = FileTown.Bytes(100);
        await ann.OfferAsync(new FileToSend(source, "a.bin", "text/plain"));
        var second = ann.LastFile()!;
        Assert.NotEqual(first.Secret.Key, second.Secret.Key);
        Assert.NotEqual(first.Secret.Nonce, second.Secret.Nonce);
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete) && first.IsOver, "both are there");
        Assert.True(await bob.HoldsAsync(source.Bytes));
    }

    [Fact]
    public async Task Given_up_while_the_last_of_it_was_sealed_nothing_is_offered()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, _) = await town.LinkedAsync();
        using var stop = new CancellationTokenSource();
        ann.Files.Sealed = stop.Cancel;
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            ann.Only.SendFileAsync(FileTown.ToSend([1, 2, 3]), null, stop.Token)
        );
        Assert.Empty(ann.Files.All);
        Assert.DoesNotContain(ann.Only.Messages, message => message.Kind == MessageKind.File);
    }

    [Fact]
    public async Task A_late_change_brings_no_record_back_whose_message_is_deleted()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await ann.SendFileAsync(FileTown.Bytes((int)FileLimits.Unasked + 1));
        await town.UntilAsync(() => bob.HasFile(TransferState.Asking), "Bob is asked");
        var file = bob.LastFile()!;
        await bob.Only.DeleteForMeAsync(bob.Only.Messages[^1]);
        await town.UntilAsync(() => !bob.Only.Files.All.Any(), "its record is gone");
        await bob.Only.PauseAsync(file);
        await bob.RestartAsync();
        Assert.Empty(bob.Only.Files.All);
    }

    [Fact]
    public async Task Transfers_of_all_chats_are_listed_until_a_day_after_they_ended()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        Assert.Empty(bob.Client.Transfers);
        await ann.SendFileAsync(FileTown.Bytes(FileCipher.ChunkSize));
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "it is there");
        await ann.SendFileAsync(FileTown.Bytes((int)FileLimits.Unasked + 1));
        await town.UntilAsync(() => bob.HasFile(TransferState.Asking), "Bob is asked");

        var files = await bob.Client.FilesUnderwayAsync();
        Assert.Equal([TransferState.Asking, TransferState.Complete], files.Select(file => file.Transfer.State));
        Assert.All(files, file => Assert.Equal((bob.Only, "notes.bin"), (file.Chat, file.Message.File!.Name)));
        Assert.True(bob.Client.HasTransfers);
        Assert.Equal(2, (await bob.Only.FileMessagesAsync()).Count);

        await bob.Only.GiveUpAsync(bob.LastFile()!);
        Assert.False(bob.Client.HasTransfers);
        await bob.RestartAsync();
        Assert.Equal(2, bob.Client.Transfers.Count);
        await bob.StopAsync();
        town.Time.Advance(FileLimits.Lately + TimeSpan.FromMinutes(1));
        await bob.StartAsync();
        Assert.Empty(bob.Client.Transfers);
        Assert.Equal(2, (await bob.Only.FileMessagesAsync()).Count);
    }
}
