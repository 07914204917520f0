namespace Rubaru.Client.Identity;

/// <summary>What a scanned safety code says. Names as in <c>data-result</c>.</summary>
public enum CodeResult
{
    /// <summary>Both devices have each other's true fingerprint.</summary>
    Agrees,

    /// <summary>A QR code, but no safety code.</summary>
    NotACode,

    /// <summary>A safety code of another version of the app.</summary>
    OtherVersion,

    /// <summary>The code that this device shows itself.</summary>
    Own,

    /// <summary>The code of another contact of mine, who expects me.</summary>
    OtherContact,

    /// <summary>Not the two fingerprints of this chat: the wrong chat is open on the other device, or somebody is between.</summary>
    Disagrees,
}

/// <param name="Name">For <see cref="CodeResult.OtherContact"/>.</param>
public sealed record CodeCheck(CodeResult Result, string? Name = null)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(CodeCheck);
}
