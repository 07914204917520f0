using Rubaru.App.Texts;
using Rubaru.Client.Identity;

namespace Rubaru.App.Components;

/// <summary>Every problem of a link has its own sentence and its own name in <c>data-reason</c>.</summary>
internal static class InviteReason
{
    public static string Name(InviteProblem problem) =>
        problem switch
        {
            InviteProblem.Own => "own",
            InviteProblem.Used => "used",
            InviteProblem.Expired => "expired",
            InviteProblem.Revoked => "revoked",
            InviteProblem.Version or InviteProblem.OlderVersion => "version",
            InviteProblem.OtherServer => "other-server",
            InviteProblem.Unreachable => "unreachable",
            InviteProblem.IdentityCheckFailed => "identity",
            _ => "malformed",
        };

    public static Text Sentence(InviteProblem problem) =>
        problem switch
        {
            InviteProblem.Own => Text.InviteOwn,
            InviteProblem.Used => Text.InviteUsed,
            InviteProblem.Expired => Text.InviteExpired,
            InviteProblem.Revoked => Text.InviteRevoked,
            InviteProblem.Version => Text.InviteVersion,
            InviteProblem.OlderVersion => Text.InviteOlderVersion,
            InviteProblem.OtherServer => Text.InviteOtherServer,
            InviteProblem.Unreachable => Text.InviteUnreachable,
            InviteProblem.IdentityCheckFailed => Text.InviteIdentity,
            _ => Text.InviteMalformed,
        };
}
