namespace Rubaru.Client.Files;

/// <summary>One file that the peer asked for on one link: what is to be sent of it next, within the peer's credit.</summary>
internal sealed class OutgoingStream(Transfer transfer, uint number, long next, IFileStore store)
{
    private readonly FileSize _size = transfer.Chunks;
    private readonly List<FilePiece> _pieces = [];
    private (int Count, Task<FileBytes?> Reading)? _ahead;
    private FileBytes? _loaded;
    private long _next = next;
    private long _until = next;

    public Transfer Transfer => transfer;
    public uint Number => number;
    public bool IsClosed { get; private set; }
    public bool IsDue => !IsClosed && (_pieces.Count > 0 || _next < _until);

    public void Credit(long until) => _until = Math.Clamp(until, _until, _size.Chunks);

    public void Close()
    {
        IsClosed = true;
        Forget();
        // Nobody asks what became of it.
        if (_ahead is { } ahead)
            _ = ForgetAsync(ahead.Reading);
        _ahead = null;
    }

    /// <summary>The sealed chunks that are due are in memory from now on, a few at once.</summary>
    /// <returns><c>false</c>: the copy does not have them.</returns>
    public async Task<bool> LoadAsync()
    {
        if (_pieces.Count > 0 || IsClosed)
            return true;
        var (count, reading) = _ahead ?? Read(_next);
        _ahead = null;
        var boxes = await reading;
        if (boxes is not { } loaded || loaded.Length != _size.BoxesOf(_next, count))
            return false;
        _loaded = loaded;
        if (IsClosed)
        {
            Forget();
            return true;
        }
        Cut(loaded, count);
        // While the channel takes these the disk brings the next ones.
        if (_next + count < _until)
            _ahead = Read(_next + count);
        return true;
    }

    /// <summary>Sends what is loaded as far as it goes.</summary>
    /// <param name="send">As <c>PeerLink.TrySendPieces</c>.</param>
    /// <returns><c>false</c>: there is no room now for the rest.</returns>
    public bool TrySend(Func<IReadOnlyList<FilePiece>, int> send)
    {
        if (_pieces.Count == 0)
            return true;
        var taken = send(_pieces);
        if (taken > 0)
        {
            // A chunk counts with its last piece: the one after it begins the next chunk, or nothing.
            _next = taken < _pieces.Count ? _pieces[taken].Chunk : _pieces[^1].Chunk + 1;
            _pieces.RemoveRange(0, taken);
            transfer.Reach(_size.Upto(_next));
        }
        if (_pieces.Count > 0)
            return false;
        Forget();
        return true;
    }

    private void Forget()
    {
        _pieces.Clear();
        if (_loaded is { } loaded)
            store.Forget([loaded]);
        _loaded = null;
    }

    private async Task ForgetAsync(Task<FileBytes?> reading)
    {
        try
        {
            if (await reading is { } loaded)
                store.Forget([loaded]);
        }
        catch (Exception)
        {
            // Whoever asks for it again hears of it.
        }
    }

    private (int Count, Task<FileBytes?> Reading) Read(long chunk)
    {
        var count = (int)Math.Min(_until - chunk, FileLimits.AtOnce);
        return (count, store.FetchAsync(transfer.Secret, transfer.Size, chunk, count));
    }

    private void Cut(FileBytes boxes, int count)
    {
        var start = 0;
        for (var chunk = _next; chunk < _next + count; chunk++)
        {
            var box = _size.BoxOf(chunk);
            for (var at = 0; at < box; at += FileLimits.PieceBytes)
            {
                var bytes = boxes.Slice(start + at, Math.Min(FileLimits.PieceBytes, box - at));
                _pieces.Add(new FilePiece(number, (uint)chunk, (uint)at, bytes));
            }
            start += box;
        }
    }
}
