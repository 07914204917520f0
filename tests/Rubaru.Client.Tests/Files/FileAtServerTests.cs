using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>Default mode: a small file waits at the server in parcels for who is away; a larger one on its sender's device.</summary>
public sealed class FileAtServerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(ParcelSize.Bytes - 16)]
    [InlineData(1_000_000)]
    public async Task A_file_waits_for_who_is_away_though_its_sender_leaves(int size)
    {
        await using var town = await ParcelTown.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        var bytes = FileTown.Bytes(size);
        await ann.OfferAsync(FileTown.Image(bytes));
        await town.UntilAsync(() => ann.PlaceOfFile() == FilePlace.Server, "all of it is at the server");
        var until = ann.WaitingFile().Until!.Value;
        Assert.InRange(
            until,
            town.Time.GetUtcNow() + TimeSpan.FromHours(5.9),
            town.Time.GetUtcNow() + TimeSpan.FromHours(6)
        );
        await ann.StopAsync();

        await bob.StartAsync();
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "Bob has it");
        Assert.True(await bob.HoldsAsync(bytes));
        await ann.StartAsync();
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "Ann hears of it");
        await town.UntilAsync(() => ann.Only.Withdrawals.Count == 0, "nothing is left to withdraw");
        Assert.Equal(0, await town.Server.WaitingAsync());
        Assert.Equal(default, ann.WaitingFile());
    }

    [Fact]
    public async Task A_file_goes_by_the_server_to_who_is_there_and_has_no_link()
    {
        await using var town = await ParcelTown.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var bytes = ParcelTown.Of(3);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "it is there");
        Assert.True(await bob.HoldsAsync(bytes));
        Assert.Equal(0, await town.Server.WaitingAsync());
    }

    [Fact]
    public async Task With_a_link_nothing_of_it_goes_by_the_server()
    {
        await using var town = await ParcelTown.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var bytes = ParcelTown.Of(10);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "it is there");
        Assert.True(await bob.HoldsAsync(bytes));
        Assert.Equal(0, town.Parcels());
    }

    [Theory]
    [InlineData(100_000, FilePlace.MoreThanServerKeeps)]
    [InlineData(0, FilePlace.Device)]
    public async Task A_file_that_the_server_does_not_keep_waits_on_its_senders_device(long limit, FilePlace place)
    {
        await using var town = await ParcelTown.FoundAsync(limit: limit);
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.SendFileAsync(FileTown.Bytes(100_001));
        await town.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(place, ann.PlaceOfFile());
        Assert.Equal(0, town.Parcels());
        // One that it keeps shows that the others were not only slow.
        if (limit == 0)
            return;
        await ann.SendFileAsync(FileTown.Bytes(100_000));
        await town.UntilAsync(() => ann.PlaceOfFile() == FilePlace.Server, "the smaller one is there");
    }

    [Fact]
    public async Task A_word_that_is_written_later_is_read_first()
    {
        await using var town = await ParcelTown.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.SendFileAsync(ParcelTown.Of(40));
        await town.UntilAsync(() => town.Parcels() >= 5, "some of it is at the server");
        var before = town.Server.Tap.Of<Deposit>().Count();
        await ann.Only.SendAsync("before all of it");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "the word is at the server");
        // At most what was on its way while it was being written went before it.
        var since = town.Server.Tap.Of<Deposit>().Skip(before);
        Assert.InRange(
            since.TakeWhile(deposit => deposit.Envelope.Length == Wire.Limits.LargestEnvelope).Count(),
            0,
            2
        );
        await town.UntilAsync(() => ann.PlaceOfFile() == FilePlace.Server, "all of it is there");
        await ann.Only.SendAsync("after all of it");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "and so is this");

        var written = -1;
        await bob.StartAsync();
        await town.UntilAsync(
            () =>
            {
                if (written < 0 && bob.Heard.Contains("after all of it"))
                    written = bob.Files.Writes;
                return bob.HasFile(TransferState.Complete);
            },
            "Bob has it",
            step: 0.01
        );
        Assert.InRange(written, 0, 20);
    }

    [Fact]
    public async Task What_expired_is_gone_and_comes_when_both_are_there()
    {
        await using var town = await ParcelTown.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        var bytes = ParcelTown.Of(3);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => ann.PlaceOfFile() == FilePlace.Server, "all of it is at the server");
        var parcels = town.Parcels();
        await town.LeapAsync(TimeSpan.FromHours(6.1), 120, ann);
        await town.UntilAsync(() => ann.PlaceOfFile() == FilePlace.Device, "it says so");
        // The offer is renewed as any message; the file is not posted again for somebody who stays away.
        await town.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(parcels, town.Parcels());

        await bob.StartAsync();
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "after a word of Bob it comes");
        Assert.True(await bob.HoldsAsync(bytes));
    }

    [Fact]
    public async Task It_goes_on_after_either_program_was_killed()
    {
        await using var town = await ParcelTown.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        var bytes = ParcelTown.Of(30);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => town.Parcels() >= 5, "some of it is at the server");
        await ann.RestartAsync();
        await town.UntilAsync(() => ann.PlaceOfFile() == FilePlace.Server, "the rest follows");
        await ann.StopAsync();

        await bob.StartAsync();
        await town.UntilAsync(() => bob.Files.Writes >= 3, "some of it is on Bob's disk", step: 0.01);
        await bob.RestartAsync();
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "Bob has it");
        Assert.True(await bob.HoldsAsync(bytes));
    }

    [Fact]
    public async Task What_comes_over_both_ways_counts_once()
    {
        await using var town = await ParcelTown.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await bob.StopAsync();
        var bytes = ParcelTown.Of(40);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => town.Parcels() >= 10, "some of it is at the server");
        await bob.StartAsync();
        await bob.Only.ShowAsync();
        await town.UntilAsync(() => ann.HasFile(TransferState.Complete), "it is there");
        Assert.True(await bob.HoldsAsync(bytes));
        Assert.Equal(new FileSize(bytes.Length).Chunks, bob.Files.Writes);
        await town.UntilAsync(() => ann.Only.Withdrawals.Count == 0, "what is left at the server is withdrawn");
    }

    [Fact]
    public async Task A_full_mailbox_leaves_it_on_the_senders_device()
    {
        await using var town = await ParcelTown.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        town.Server.Tap.ToServer = frame =>
            frame is Deposit { Envelope.Length: Wire.Limits.LargestEnvelope } && town.Parcels() > 4 ? [] : [frame];
        var full = true;
        town.Server.Tap.ToClient = frame =>
            full && frame is Accepted { Outcome: DepositOutcome.Stored } taken && town.Parcels() >= 3
                ? [new DepositRefused(taken.Id, Refusal.MailboxFull, [])]
                : [frame];
        var bytes = ParcelTown.Of(6);
        await ann.SendFileAsync(bytes);
        await town.UntilAsync(() => ann.PlaceOfFile() == FilePlace.MailboxFull, "it says so");
        Assert.Equal(TransferState.Waiting, ann.LastFile()!.State);

        full = false;
        town.Server.Tap.ToServer = null;
        await town.UntilAsync(() => ann.PlaceOfFile() == FilePlace.Server, "later there is room", step: 1);
        await bob.StartAsync();
        await town.UntilAsync(() => bob.HasFile(TransferState.Complete), "Bob has it");
        Assert.True(await bob.HoldsAsync(bytes));
    }

    [Fact]
    public async Task A_file_that_is_given_up_or_whose_message_is_withdrawn_leaves_the_server()
    {
        await using var town = await ParcelTown.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.SendFileAsync(ParcelTown.Of(3));
        await town.UntilAsync(() => ann.PlaceOfFile() == FilePlace.Server, "the first is at the server");
        await ann.Only.GiveUpAsync(ann.LastFile()!);
        await ann.SendFileAsync(ParcelTown.Of(3));
        await town.UntilAsync(() => ann.PlaceOfFile() == FilePlace.Server, "the second is at the server");
        await ann.Only.WithdrawAsync(ann.Only.Messages[^1].Id);
        await town.UntilAsync(() => ann.Only.Withdrawals.Count == 0, "all of it is withdrawn");
        // The first offer and the word that it was given up wait as messages do.
        Assert.Equal(2, await town.Server.WaitingAsync());
    }
}
