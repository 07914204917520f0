using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Files;

/// <summary>
/// What comes from one contact over its link: this side asks, from the first chunk that it does not have, so a file goes
/// on after a reload, a killed tab or a lost network where it was.
/// </summary>
internal sealed class FileReceiving : IDisposable
{
    private readonly Engine _engine;
    private readonly Conversation _conversation;
    private readonly Dictionary<uint, IncomingStream> _streams = [];
    private readonly HashSet<Transfer> _starting = [];
    private readonly HashSet<Transfer> _repaired = [];
    private readonly ITimer _stall;
    private uint _number;
    private long _stray;

    public FileReceiving(Engine engine, Conversation conversation)
    {
        _engine = engine;
        _conversation = conversation;
        _stall = engine.Time.CreateTimer(_ => FindStalled(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private Transfers Files => _conversation.Files;

    private bool MayAsk => _conversation is { IsDeleted: false, IsSilent: false, Link.IsFresh: true };

    /// <summary>Asks for what is wanted and not coming yet.</summary>
    public void Wake()
    {
        if (!MayAsk || _engine.Platform.Files is not { } store)
            return;
        foreach (var transfer in Files.Wanted.ToArray())
        {
            if (_streams.Count + _starting.Count >= FileLimits.ReceivedAtOnce)
                return;
            if (!transfer.PausedByPeer && !transfer.IsChecking && !IsComing(transfer) && _starting.Add(transfer))
                _engine.Spawn(() => StartAsync(transfer, store));
        }
    }

    public void Received(byte[] bytes)
    {
        var piece = FilePiece.TryRead(bytes);
        if (piece is { } known && _streams.TryGetValue(known.Stream, out var stream))
        {
            if (stream.Take(known) == PieceOutcome.Hostile)
            {
                Close(stream);
                _conversation.Link?.Distrust();
            }
            else if (!stream.IsWriting)
                _engine.Spawn(() => WriteAsync(stream));
            return;
        }
        // A stream that was stopped still has a window of chunks under way; more than that is none of ours.
        _stray += bytes.Length;
        if (piece is null || _stray > FileLimits.StrayBytes)
            _conversation.Link?.Distrust();
    }

    public void Stop(Transfer transfer)
    {
        foreach (var stream in _streams.Values.Where(open => open.Transfer == transfer).ToArray())
            Close(stream);
        Wake();
    }

    /// <summary>The link is another one, with its own streams.</summary>
    public void StopAll()
    {
        foreach (var stream in _streams.Values.ToArray())
            Close(stream);
        foreach (var transfer in Files.Wanted)
            transfer.PausedByPeer = false;
        _stray = 0;
    }

    public void Dispose() => _stall.Dispose();

    private bool IsComing(Transfer transfer) => _streams.Values.Any(open => open.Transfer == transfer);

    private async Task StartAsync(Transfer transfer, IFileStore store)
    {
        var isWhole = false;
        try
        {
            // Should the store fail, it is asked again after this.
            _stall.Change(FileLimits.Stall, Timeout.InfiniteTimeSpan);
            var have = await store.CountAsync(transfer.Secret, transfer.Size);
            if (transfer.State != TransferState.Waiting || !MayAsk)
                return;
            transfer.Reach(transfer.Chunks.Upto(have));
            isWhole = have >= transfer.Chunks.Chunks;
            if (!isWhole)
                await BeginAsync(transfer, store, have);
        }
        finally
        {
            _starting.Remove(transfer);
        }
        // The program ended between the last chunk and the comparison, or that failed.
        if (isWhole)
            await CheckAsync(transfer, store);
    }

    /// <param name="have">Chunks that are here.</param>
    private async Task BeginAsync(Transfer transfer, IFileStore store, long have)
    {
        if (await store.RoomAsync() is { } room && room - FileLimits.RoomKept < transfer.Size - transfer.Done)
        {
            await Files.PauseAsync(transfer, TransferProblem.DiskFull);
            return;
        }
        if (transfer.State != TransferState.Waiting || !MayAsk)
            return;
        var stream = new IncomingStream(transfer, ++_number, have, store, _engine.Time);
        _streams.Add(stream.Number, stream);
        transfer.Move(true);
        Ask(stream);
        Files.Tell(transfer, now: true);
    }

    private async Task WriteAsync(IncomingStream stream)
    {
        var transfer = stream.Transfer;
        try
        {
            if (!await stream.WriteAsync(() => Ask(stream)))
            {
                // The channel is authenticated and ordered: a chunk that does not open was sealed so, or lost at the sender.
                Close(stream);
                await Files.FailAsync(transfer, TransferProblem.Corrupt);
                return;
            }
        }
        catch (StorageFullException)
        {
            Close(stream);
            await Files.PauseAsync(transfer, TransferProblem.DiskFull);
            return;
        }
        catch
        {
            // A chunk may be lost between here and the disk: only a stream that begins anew knows what is there. One that
            // was closed meanwhile is nobody's any more, and its copy may just have been removed.
            if (stream.IsClosed)
                return;
            Close(stream);
            throw;
        }
        Files.Tell(transfer);
        if (!stream.IsClosed && stream.IsWhole && _engine.Platform.Files is { } store)
        {
            Close(stream);
            await CheckAsync(transfer, store);
        }
    }

    private void Ask(IncomingStream stream)
    {
        Files.Tell(stream.Transfer);
        // Without a link the stream ends by itself, when the link is told to be another.
        if (stream.TakeCredit() is { } credit)
            _conversation.Link?.TrySendFileFrame(credit);
    }

    /// <summary>Compares all of it with what was offered. A copy that this disk damaged is asked for again, once.</summary>
    private async Task CheckAsync(Transfer transfer, IFileStore store)
    {
        transfer.IsChecking = true;
        Files.Tell(transfer, now: true);
        try
        {
            var check = await store.CheckAsync(transfer.Secret, transfer.Size);
            if (transfer.State != TransferState.Waiting)
                return;
            if (check.Hash is { } hash && hash.AsSpan().SequenceEqual(transfer.Hash))
                await Files.CompleteAsync(transfer);
            else if (check.Hash is null && _repaired.Add(transfer))
                // Every chunk was right when it was written, so this disk lost some: nothing of the copy is trusted.
                await store.DeleteAsync(transfer.Secret.Name);
            else
                await Files.FailAsync(transfer, TransferProblem.Corrupt);
        }
        finally
        {
            transfer.IsChecking = false;
            // After a failure, as of a full store, with a pause: it would be opened and hashed again and again.
            _stall.Change(FileLimits.Stall, Timeout.InfiniteTimeSpan);
        }
        Wake();
    }

    private void FindStalled()
    {
        foreach (var stream in _streams.Values.ToArray())
        {
            if (!stream.IsWriting && _engine.Time.GetElapsedTime(stream.Heard) >= FileLimits.Stall)
                Close(stream);
        }
        Wake();
        if (_streams.Count > 0 || (MayAsk && Files.Wanted.Any()))
            _stall.Change(FileLimits.Stall, Timeout.InfiniteTimeSpan);
    }

    private void Close(IncomingStream stream)
    {
        if (stream.IsClosed)
            return;
        // What it was allowed to send may still be under way.
        _stray -= stream.Outstanding;
        stream.Close();
        _streams.Remove(stream.Number);
        stream.Transfer.Move(false);
        Files.Tell(stream.Transfer, now: true);
    }
}
