namespace Rubaru.Client.Conversations;

/// <summary>The message that another one answers. Its words are looked up in the history each time it is shown.</summary>
/// <param name="Mine">The quoted message is one of mine.</param>
/// <param name="Order">Its place here; <c>null</c>: it never was on this device.</param>
public sealed record Quote(UInt128 Id, bool Mine, long? Order)
{
    /// <summary>Without the text: what is printed may be logged.</summary>
    public override string ToString() => nameof(Quote);

    /// <summary>As the original reads now, cut; <c>null</c>: it was deleted, disappeared, or never was here.</summary>
    public string? Text { get; init; }
}
