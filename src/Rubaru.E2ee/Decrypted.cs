namespace Rubaru.E2ee;

public enum DecryptOutcome
{
    /// <summary>Next and Content are set: commit both with the dedup row, then acknowledge.</summary>
    Accepted,

    /// <summary>Seen before with the same commitment: acknowledge again, change nothing.</summary>
    Duplicate,

    /// <summary>Its key was never stored, evicted, expired, or the sender rolled back (section 5.6 LOST).</summary>
    Lost,

    /// <summary>Header refused, or commitment or tag wrong: drop. Counts for R4 if the header was plausible.</summary>
    Rejected,

    /// <summary>Section 6 R4 (b): e &gt; e_s + 1, a jump over the limit, or an unknown run.</summary>
    OutOfReach,
}

/// <param name="Content">Unpadded content; set with <see cref="DecryptOutcome.Accepted"/> only.</param>
public sealed record Decrypted(DecryptOutcome Outcome, Session? Next, byte[]? Content)
{
    /// <summary>Content is somebody's words: it must not get into a log by way of a record's text.</summary>
    public override string ToString() => $"Decrypted {Outcome}";
}
