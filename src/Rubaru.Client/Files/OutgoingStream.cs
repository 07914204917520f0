namespace Rubaru.Client.Files;

/// <summary>One file that the peer asked for on one link: what is to be sent of it next, within the peer's credit.</summary>
internal sealed class OutgoingStream(Transfer transfer, uint number, long next, IFileStore store)
{
    private readonly FileSize _size = transfer.Chunks;
    private byte[]? _box;
    private int _sent;
    private long _next = next;
    private long _until = next;

    public Transfer Transfer => transfer;
    public uint Number => number;
    public bool IsClosed { get; private set; }
    public bool IsDue => !IsClosed && (_box is not null || _next < _until);

    public void Credit(long until) => _until = Math.Clamp(until, _until, _size.Chunks);

    public void Close()
    {
        IsClosed = true;
        _box = null;
    }

    /// <summary>The sealed chunk that is due is in memory from now on.</summary>
    /// <returns><c>false</c>: the copy does not have it.</returns>
    public async Task<bool> LoadAsync()
    {
        if (_box is not null || IsClosed)
            return true;
        var box = await store.ReadAsync(transfer.Secret, transfer.Size, _next);
        if (box is null || box.Length != _size.BoxOf(_next))
            return false;
        if (!IsClosed)
            (_box, _sent) = (box, 0);
        return true;
    }

    /// <summary>Sends the loaded chunk as far as it goes.</summary>
    /// <param name="send">As <c>PeerLink.TrySendPiece</c>.</param>
    /// <returns><c>false</c>: there is no room now.</returns>
    public bool TrySend(Func<byte[], bool> send)
    {
        while (_box is { } box)
        {
            var bytes = Math.Min(FileLimits.PieceBytes, box.Length - _sent);
            var piece = new FilePiece(number, (uint)_next, (uint)_sent, box.AsMemory(_sent, bytes));
            if (!send(piece.ToBytes()))
                return false;
            _sent += bytes;
            if (_sent < box.Length)
                continue;
            _box = null;
            _next++;
            transfer.Reach(_size.Upto(_next));
        }
        return true;
    }
}
