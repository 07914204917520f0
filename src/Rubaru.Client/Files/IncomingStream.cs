using Rubaru.Client.Storage;

namespace Rubaru.Client.Files;

/// <summary>What a piece was.</summary>
internal enum PieceOutcome
{
    Taken,

    /// <summary>No sender of any version sends this: beyond the credit, out of order, of another size, in crumbs.</summary>
    Hostile,
}

/// <summary>
/// One file that comes over one link. Pieces must come exactly in order (the channel keeps it) and within the credit, so
/// at most a window waits in memory; a chunk goes to the disk when it is whole, and only if its tag is right.
/// </summary>
internal sealed class IncomingStream(Transfer transfer, uint number, long next, IFileStore store, TimeProvider time)
{
    private readonly Queue<(long Chunk, List<FileBytes> Parts)> _whole = [];
    private readonly FileSize _size = transfer.Chunks;
    private readonly CreditWindow _window = new(time);
    private List<FileBytes> _parts = [];
    private int _filled;
    private long _arriving = next;

    public Transfer Transfer => transfer;
    public uint Number => number;

    /// <summary>Chunks on the disk.</summary>
    public long Written { get; private set; } = next;

    /// <summary>The first chunk that the sender may not send yet.</summary>
    public long Until { get; private set; } = next;

    /// <summary>Bytes that the sender may have sent and that have not come.</summary>
    public long Outstanding => (Until - _arriving) * E2ee.FileCipher.SealedChunkSize;

    public bool IsWhole => Written == _size.Chunks;
    public bool IsWriting { get; private set; }
    public bool IsClosed { get; private set; }

    /// <summary>Nothing more comes on it.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>When something of it last came or was written.</summary>
    public long Heard { get; private set; } = time.GetTimestamp();

    /// <summary>Gives more credit, when enough of the window is used up.</summary>
    /// <param name="say">Tells the sender; <c>false</c>: it cannot be told now, and nothing was given.</param>
    public void Give(Func<FileFrame, bool> say)
    {
        var target = Math.Min(Written + _window.Chunks, _size.Chunks);
        if (target <= Until || (target < _size.Chunks && target - Until < _window.Step))
            return;
        if (say(new FileFrame(FileFrameKind.Want, transfer.Id, number, (uint)Written, (uint)target)))
        {
            _window.Asked(Until);
            Until = target;
        }
    }

    public PieceOutcome Take(FilePiece piece)
    {
        var whole = _arriving < Until ? _size.BoxOf(_arriving) : 0;
        var rest = whole - _filled;
        if (piece.Chunk != _arriving || piece.Offset != _filled || piece.Bytes.Length > rest)
            return PieceOutcome.Hostile;
        if (piece.Bytes.Length < Math.Min(FileLimits.LeastPieceBytes, rest))
            return PieceOutcome.Hostile;
        _parts.Add(piece.Bytes);
        _filled += piece.Bytes.Length;
        Heard = time.GetTimestamp();
        if (_filled < whole)
            return PieceOutcome.Taken;
        _window.Came(_arriving);
        _whole.Enqueue((_arriving++, _parts));
        (_parts, _filled) = ([], 0);
        return PieceOutcome.Taken;
    }

    /// <summary>Writes what is whole, one after another. Not to be called while <see cref="IsWriting"/>.</summary>
    /// <param name="written">After each step.</param>
    /// <returns><c>false</c>: a chunk was not one of this file; nothing of it and behind it was written.</returns>
    /// <exception cref="StorageFullException">What was written before stays.</exception>
    public async Task<bool> WriteAsync(Action written)
    {
        IsWriting = true;
        try
        {
            while (!IsClosed && _whole.Count > 0)
            {
                var (first, count) = (_whole.Peek().Chunk, Math.Min(_whole.Count, FileLimits.AtOnce));
                if (!await store.StoreAsync(transfer.Secret, transfer.Size, first, TakeParts(count)))
                    return false;
                if (IsClosed)
                    return true;
                Written = first + count;
                Heard = time.GetTimestamp();
                transfer.Reach(_size.Upto(Written));
                _window.Wrote(count);
                written();
            }
            return true;
        }
        finally
        {
            IsWriting = false;
        }
    }

    private List<FileBytes> TakeParts(int count)
    {
        List<FileBytes> parts = [];
        for (; count > 0; count--)
            parts.AddRange(_whole.Dequeue().Parts);
        return parts;
    }

    /// <summary>What came whole is still written; the beginning of a chunk is of no use.</summary>
    public void End()
    {
        IsEnded = true;
        store.Forget(_parts);
        _parts = [];
    }

    public void Close()
    {
        IsClosed = true;
        store.Forget([.. _whole.SelectMany(chunk => chunk.Parts), .. _parts]);
        _whole.Clear();
        _parts = [];
    }
}
