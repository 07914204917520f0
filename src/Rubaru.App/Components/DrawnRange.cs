using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>
/// Which messages of a history are drawn: a window that grows where the person scrolls and lets go of the far end, so that
/// a chat of ten thousand messages costs what one of two hundred costs. Its ends are places, so that messages may come and
/// go meanwhile.
/// </summary>
internal sealed class DrawnRange
{
    /// <summary>A screen full: what is drawn before anything else.</summary>
    public const int First = 20;

    /// <summary>Added at an end that comes near.</summary>
    public const int Page = 60;

    /// <summary>More than fits any screen several times over.</summary>
    public const int Most = 240;

    private long? from;
    private long? to;

    /// <summary>Newer messages than the drawn ones are loaded.</summary>
    public bool IsCut => to is not null;

    /// <summary>Indices of the first message that is drawn, and of the first that is not.</summary>
    public (int Start, int End) In(IReadOnlyList<Message> messages)
    {
        var end = to is { } last ? Place(messages, last + 1) : messages.Count;
        var start = from is { } first ? Place(messages, first) : Math.Max(0, end - First);
        return (Math.Min(start, end), end);
    }

    /// <summary>The ends hold from now on: what comes later is drawn as well.</summary>
    public void Hold(IReadOnlyList<Message> messages)
    {
        var (start, end) = In(messages);
        if (start < end)
        {
            from = messages[start].Order;
        }
    }

    /// <returns><c>false</c>: everything that is loaded is drawn at this end.</returns>
    public bool GrowOlder(IReadOnlyList<Message> messages)
    {
        var (start, end) = In(messages);
        if (start == 0)
        {
            return false;
        }

        Set(messages, Math.Max(0, start - Page), end, keepStart: true);
        return true;
    }

    public void GrowNewer(IReadOnlyList<Message> messages)
    {
        var (start, end) = In(messages);
        Set(messages, start, Math.Min(messages.Count, end + Page), keepStart: false);
    }

    public void ToLatest(IReadOnlyList<Message> messages) =>
        Set(messages, Math.Max(0, messages.Count - Page), messages.Count, keepStart: false);

    /// <summary>Around one message.</summary>
    /// <returns><c>false</c>: it is not loaded.</returns>
    public bool Show(IReadOnlyList<Message> messages, long order)
    {
        var at = Place(messages, order);
        if (at >= messages.Count || messages[at].Order != order)
        {
            return false;
        }

        var (start, end) = In(messages);
        if (at < start || at >= end)
        {
            Set(messages, Math.Max(0, at - Page / 2), Math.Min(messages.Count, at + Page / 2), keepStart: true);
        }

        return true;
    }

    private void Set(IReadOnlyList<Message> messages, int start, int end, bool keepStart)
    {
        if (end - start > Most)
        {
            (start, end) = keepStart ? (start, start + Most) : (end - Most, end);
        }

        from = start < messages.Count ? messages[start].Order : null;
        to = end < messages.Count ? messages[end - 1].Order : null;
    }

    /// <summary>Index of the first message at or after this place.</summary>
    private static int Place(IReadOnlyList<Message> messages, long order)
    {
        var (low, high) = (0, messages.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (messages[middle].Order < order)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
