namespace Rubaru.Client.Files;

/// <summary>
/// Pieces of streams that this side ended: what their credit allowed may still be under way, and nothing else of any stream
/// that is not open.
/// </summary>
internal sealed class StrayPieces
{
    /// <summary>Streams end seldom; one that is forgotten here costs a fresh connection and nothing else.</summary>
    private const int Most = 256;

    private readonly Dictionary<uint, long> _left = [];
    private readonly Queue<uint> _order = [];

    /// <summary>A stream has ended.</summary>
    /// <param name="bytes">Sealed bytes that its credit allows and that have not come.</param>
    public void Expect(uint stream, long bytes)
    {
        if (bytes <= 0 || !_left.TryAdd(stream, bytes))
            return;
        _order.Enqueue(stream);
        if (_order.Count > Most)
            _left.Remove(_order.Dequeue());
    }

    /// <returns><c>false</c>: nobody asked for this piece.</returns>
    public bool TryIgnore(FilePiece piece)
    {
        if (!_left.TryGetValue(piece.Stream, out var left) || piece.Bytes.Length > left)
            return false;
        _left[piece.Stream] = left - piece.Bytes.Length;
        return true;
    }

    /// <summary>Another connection: nothing of the old one comes any more.</summary>
    public void Clear()
    {
        _left.Clear();
        _order.Clear();
    }
}
