namespace Rubaru.Client.Search;

/// <summary>
/// The folded texts of one chat in one array, so that a search is one pass over memory. It lives only here: an index that is
/// stored would be a second copy of every message that a deletion must find. The array is zeroed when it is let go.
/// </summary>
internal sealed class FoldedHistory
{
    /// <summary>Between two messages, and between two texts of one: no folded text has it, so nothing is found across them.</summary>
    public const char Gap = '\0';

    private readonly List<Slot> _slots = [];
    private readonly Dictionary<long, int> _places = [];
    private char[] _texts = new char[1024];
    private int _end;

    private readonly record struct Slot(int Start, int Length, long Order, long Sent);

    /// <summary>Everything stored before it came here has been read.</summary>
    public bool IsComplete { get; set; }

    public int Count => _places.Count;

    public bool Has(long order) => _places.ContainsKey(order);

    /// <summary>Adds or replaces.</summary>
    /// <param name="sent">Milliseconds since 1970, by which hits of several chats are put in order.</param>
    public void Put(long order, long sent, string folded)
    {
        Remove(order);
        if (folded.Length == 0)
            return;
        Reserve(folded.Length + 1);
        folded.CopyTo(_texts.AsSpan(_end));
        _texts[_end + folded.Length] = Gap;
        _places[order] = _slots.Count;
        _slots.Add(new Slot(_end, folded.Length, order, sent));
        _end += folded.Length + 1;
    }

    public void Remove(long order)
    {
        if (!_places.Remove(order, out var place))
            return;
        _texts.AsSpan(_slots[place].Start, _slots[place].Length).Clear();
    }

    /// <summary>Every message that contains it, in no particular order.</summary>
    public void Find(string folded, List<(long Order, long Sent)> found)
    {
        var at = 0;
        while (at < _end && _texts.AsSpan(at, _end - at).IndexOf(folded) is var next and >= 0)
        {
            var slot = SlotAt(at + next);
            found.Add((slot.Order, slot.Sent));
            at = slot.Start + slot.Length + 1;
        }
    }

    public void Wipe()
    {
        Array.Clear(_texts);
        _slots.Clear();
        _places.Clear();
        _end = 0;
        IsComplete = false;
    }

    private Slot SlotAt(int position)
    {
        var (low, high) = (0, _slots.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_slots[middle].Start <= position)
                low = middle;
            else
                high = middle - 1;
        }
        return _slots[low];
    }

    private void Reserve(int more)
    {
        if (_end + more <= _texts.Length)
            return;
        var larger = new char[Math.Max(_texts.Length * 2, _end + more)];
        _texts.AsSpan(0, _end).CopyTo(larger);
        Array.Clear(_texts);
        _texts = larger;
    }
}
