namespace Rubaru.Client.Honesty;

/// <summary>The steps of the self-test, in their order.</summary>
public enum SelfTestStage
{
    /// <summary>The probe was sealed twice on this device.</summary>
    Sealed,

    /// <summary>Default mode: the server took it and says until when it keeps it.</summary>
    Stored,

    /// <summary>What the server has came back, byte for byte what was sent; the probe is not readable in it.</summary>
    Returned,

    /// <summary>The outer layer opens to another ciphertext, the inner one only with this device's keys to the probe.</summary>
    Opened,

    /// <summary>After the acknowledgement the server has no copy left.</summary>
    Deleted,

    /// <summary>Strict mode: the server itself refuses to store.</summary>
    Refused,

    /// <summary>Strict mode: what only passes through arrives and leaves nothing.</summary>
    Passed,
}

public enum SelfTestResult
{
    Waiting,
    Running,
    Passed,
    Failed,
}

/// <param name="Bytes">Size of the ciphertext, where the step is about one.</param>
/// <param name="Excerpt">The first bytes of it.</param>
/// <param name="Expires">Until when the server would have kept it, by its own word.</param>
public sealed record SelfTestStep(
    SelfTestStage Stage,
    SelfTestResult Result,
    int? Bytes = null,
    byte[]? Excerpt = null,
    DateTimeOffset? Expires = null
)
{
    /// <summary>Without the excerpt: what is printed may be logged.</summary>
    public override string ToString() => $"{Stage} {Result}";
}
