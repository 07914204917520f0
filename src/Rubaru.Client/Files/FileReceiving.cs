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
    private readonly List<IncomingStream> _ending = [];
    private readonly HashSet<Transfer> _starting = [];
    private readonly HashSet<Transfer> _repaired = [];
    private readonly ITimer _stall;
    private readonly StrayPieces _stray = new();
    private uint _number;

    public FileReceiving(Engine engine, Conversation conversation)
    {
        _engine = engine;
        _conversation = conversation;
        _stall = engine.Time.CreateTimer(_ => FindStalled(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private Transfers Files => _conversation.Files;

    private bool MayAsk =>
        _conversation is { IsDeleted: false, IsSilent: false, Link.IsFresh: true, MaySayOfFiles: true };

    /// <summary>Asks for what is wanted and not coming yet.</summary>
    public void Wake()
    {
        if (!MayAsk || _engine.Platform.Files is not { } store)
            return;
        // What could not be said while the gate was closed.
        foreach (var stream in _streams.Values.ToArray())
            Ask(stream);
        foreach (var transfer in Files.Wanted.ToArray())
        {
            if (_streams.Count + _starting.Count >= FileLimits.ReceivedAtOnce)
                return;
            if (
                !transfer.PausedByPeer
                && !transfer.IsChecking
                && !IsComing(transfer)
                && !Files.Parcels.IsUnpacking(transfer.Id)
                && _starting.Add(transfer)
            )
                _engine.Spawn(() => StartAsync(transfer, store));
        }
    }

    public void Received(IReadOnlyList<FilePiece> pieces)
    {
        foreach (var piece in pieces)
            Received(piece);
    }

    private void Received(FilePiece piece)
    {
        if (_streams.TryGetValue(piece.Stream, out var stream))
        {
            if (stream.Take(piece) == PieceOutcome.Hostile)
            {
                _engine.Platform.Files?.Forget([piece.Bytes]);
                Close(stream);
                _conversation.Link?.Distrust();
            }
            else if (!stream.IsWriting)
                _engine.Spawn(() => WriteAsync(stream));
            return;
        }
        // A stream that was stopped may still have what it was allowed to send under way.
        _engine.Platform.Files?.Forget([piece.Bytes]);
        if (!_stray.TryIgnore(piece))
            _conversation.Link?.Distrust();
    }

    public void Stop(Transfer transfer)
    {
        foreach (var stream in _streams.Values.Concat(_ending).Where(open => open.Transfer == transfer).ToArray())
            Close(stream);
        Wake();
    }

    /// <summary>The link is another one, with its own streams. What came on this one need not come again.</summary>
    /// <param name="isAnother"><c>false</c>: the same one may come back, with what is still under way on it.</param>
    public void StopAll(bool isAnother)
    {
        foreach (var stream in _streams.Values.ToArray())
            End(stream);
        foreach (var transfer in Files.Wanted)
            transfer.PausedByPeer = false;
        if (isAnother)
            _stray.Clear();
    }

    public void Dispose()
    {
        foreach (var stream in _ending.ToArray())
            Close(stream);
        _stall.Dispose();
    }

    /// <summary>The link writes to its copy, or is about to.</summary>
    public bool IsBusy(Transfer transfer) => IsComing(transfer) || _starting.Contains(transfer);

    private bool IsComing(Transfer transfer) => _streams.Values.Concat(_ending).Any(open => open.Transfer == transfer);

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
        if (await store.RoomAsync() is { } room)
        {
            var (free, left) = (room - FileLimits.RoomKept, transfer.Size - transfer.Done);
            if (transfer.IsUnasked && left > free / FileLimits.UnaskedPart)
            {
                await Files.AskAsync(transfer);
                return;
            }
            if (left > free)
            {
                await Files.PauseAsync(transfer, TransferProblem.DiskFull);
                return;
            }
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
        if (stream.IsClosed || !(stream.IsWhole || stream.IsEnded))
            return;
        Close(stream);
        if (stream.IsWhole && _engine.Platform.Files is { } store)
            await CheckAsync(transfer, store);
        else
            Wake();
    }

    private void Ask(IncomingStream stream)
    {
        Files.Tell(stream.Transfer);
        if (stream.IsEnded)
            return;
        // Without a link the stream ends by itself, when the link is told to be another.
        stream.Give(_conversation.TrySayOfFile);
    }

    /// <summary>Compares all of it with what was offered. A copy that this disk damaged is asked for again, once.</summary>
    public async Task CheckAsync(Transfer transfer, IFileStore store)
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

    /// <summary>Nothing more comes on it, and what came is still being written.</summary>
    private void End(IncomingStream stream)
    {
        if (!stream.IsWriting)
        {
            Close(stream);
            return;
        }
        TakeOff(stream);
        stream.End();
        _ending.Add(stream);
    }

    private void Close(IncomingStream stream)
    {
        if (stream.IsClosed)
            return;
        stream.Close();
        if (!_ending.Remove(stream))
            TakeOff(stream);
    }

    private void TakeOff(IncomingStream stream)
    {
        // What it was allowed to send may still be under way.
        _stray.Expect(stream.Number, stream.Outstanding);
        _streams.Remove(stream.Number);
        stream.Transfer.Move(false);
        Files.Tell(stream.Transfer, now: true);
    }
}
