using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Identity;

/// <summary>Why a link cannot be used; each has its own sentence on the screen. Names as in <c>data-reason</c>.</summary>
public enum InviteProblem
{
    None,
    Own,
    Used,
    Expired,
    Revoked,
    Malformed,

    /// <summary>Made by a newer version of the app: reload.</summary>
    Version,

    /// <summary>Made by a version older than any this one knows: ask for a new link.</summary>
    OlderVersion,
    OtherServer,

    /// <summary>The server cannot be reached now; try again.</summary>
    Unreachable,

    /// <summary>The bundle did not fit the fingerprint of the link: the server or somebody on the way lies.</summary>
    IdentityCheckFailed,

    /// <summary>This person is a contact already; the chat is simply opened.</summary>
    AlreadyContact,
}

/// <summary>
/// https://HOST/i#BASE64URL(0x01 || flags(1) || FP(32) || mailbox_id(16) || S(32) || expires_unix(4) || name)
/// (protocol section 10). The part after '#' never reaches the server.
/// </summary>
public sealed record InviteLink(
    string Origin,
    byte Flags,
    Fingerprint Fingerprint,
    MailboxId Mailbox,
    byte[] Secret,
    DateTimeOffset Expires,
    string Name
)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(InviteLink);

    /// <summary>Its maker is in strict mode: nothing that comes by it is stored.</summary>
    internal bool IsStrict => (Flags & InviteLinkCodec.StrictFlag) != 0;

    /// <summary>A reusable address: its maker is asked before anybody becomes a contact.</summary>
    public bool IsReusable => (Flags & InviteLinkCodec.MultiUseFlag) != 0;
}

/// <param name="Link">Set whenever the text could be read; <see cref="Problem"/> may still say why it cannot be used.</param>
/// <param name="Host">For <see cref="InviteProblem.OtherServer"/>.</param>
public sealed record InviteCheck(InviteProblem Problem, InviteLink? Link, string? Host)
{
    /// <summary>I opened this very link before: if it came from somebody else now, one of the two may be prying.</summary>
    public bool OpenedBefore { get; init; }

    /// <summary>A contact of mine has the name that this link gives, and other keys.</summary>
    public bool IsSameName { get; init; }
}

/// <summary>An invite of mine that nobody has used yet, or my reusable address.</summary>
public sealed record OpenInvite(ulong Id, string Url, DateTimeOffset Expires)
{
    /// <summary>Without the link, which is a secret until somebody used it.</summary>
    public override string ToString() => nameof(OpenInvite);

    public bool IsReusable { get; init; }

    /// <summary>How many people have asked by a reusable address; it ends by itself at <see cref="MostPeople"/>.</summary>
    public int People { get; init; }

    public static int MostPeople => Limits.AddressPeople;
}
