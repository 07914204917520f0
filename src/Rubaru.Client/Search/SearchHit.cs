using Rubaru.Client.Conversations;

namespace Rubaru.Client.Search;

/// <summary>A message that contains what was searched for.</summary>
/// <param name="Found">Its text or caption, or the name of its file: where it was found.</param>
public sealed record SearchHit(Conversation Chat, Message Message, string Found)
{
    /// <summary>Without the text: what is printed may be logged.</summary>
    public override string ToString() => nameof(SearchHit);
}

/// <summary>The newest messages that were found.</summary>
/// <param name="Total">How many there are in all.</param>
public sealed record SearchPage(IReadOnlyList<SearchHit> Hits, int Total)
{
    public static SearchPage Empty { get; } = new([], 0);

    public override string ToString() => $"{nameof(SearchPage)} {Hits.Count}/{Total}";
}
