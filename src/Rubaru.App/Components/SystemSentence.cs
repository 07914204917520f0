using Rubaru.App.Texts;

namespace Rubaru.App.Components;

/// <summary>The engine's system lines ("key" or "key:argument") as sentences of the person's language.</summary>
internal static class SystemSentence
{
    /// <returns>And: a second argument, where the sentence has one.</returns>
    public static (Text Key, Glyph Glyph, string Argument, string? And) Of(string value, string name, Language texts)
    {
        if (value.StartsWith("timer-", StringComparison.Ordinal) && value.Contains(':'))
        {
            return Timer(value, name, texts);
        }

        var (sentence, glyph, what) = Of(value, name);
        return (sentence, glyph, what, null);
    }

    private static (Text, Glyph, string, string?) Timer(string value, string name, Language texts)
    {
        var argument = LifetimeWords.Of(value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..], texts);
        return value[..value.IndexOf(':', StringComparison.Ordinal)] switch
        {
            "timer-me" => (Text.SystemTimerMe, Glyph.Timer, argument, null),
            "timer-peer" => (Text.SystemTimerPeer, Glyph.Timer, name, argument),
            "timer-off-me" => (Text.SystemTimerOffMe, Glyph.Timer, name, null),
            _ => (Text.SystemTimerOffPeer, Glyph.Timer, name, null),
        };
    }

    private static (Text Key, Glyph Glyph, string Argument) Of(string value, string name)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var key = colon < 0 ? value : value[..colon];
        var argument = colon < 0 ? name : value[(colon + 1)..];
        return key switch
        {
            "contact-added" => (Text.SystemContactAdded, Glyph.Person, argument),
            "invite-accepted" => (Text.SystemInviteAccepted, Glyph.Person, argument),
            "request-accepted" => (Text.SystemRequestAccepted, Glyph.Person, argument),
            "contact-gone" => (Text.SystemContactGone, Glyph.NoEntry, argument),
            "blocked" => (Text.SystemBlocked, Glyph.NoEntry, argument),
            "unblocked" => (Text.SystemUnblocked, Glyph.Person, argument),
            "capability-replaced" => (Text.SystemReplaced, Glyph.Update, argument),
            "capability-suspected" => (Text.SystemSuspected, Glyph.ShieldAlert, argument),
            "invite-used" => (Text.InviteUsed, Glyph.Alert, argument),
            "invite-expired" => (Text.InviteExpired, Glyph.Alert, argument),
            "invite-revoked" => (Text.InviteRevoked, Glyph.Alert, argument),
            "session-reset" => (Text.SystemSessionReset, Glyph.ShieldAlert, argument),
            "checked" => (Text.SystemChecked, Glyph.Checked, argument),
            "unchecked" => (Text.SystemUnchecked, Glyph.Person, argument),
            "code-disagrees" => (Text.SystemCodeDisagrees, Glyph.ShieldAlert, argument),
            "same-link" => (Text.SystemSameLink, Glyph.ShieldAlert, argument),
            "same-name" => (Text.SystemSameName, Glyph.ShieldAlert, argument),
            "strict-on-me" => (Text.SystemStrictOnMe, Glyph.Shield, argument),
            "strict-on-peer" => (Text.SystemStrictOnPeer, Glyph.Shield, argument),
            "strict-off-me" => (Text.SystemStrictOffMe, Glyph.Server, argument),
            "strict-off-peer" => (Text.SystemStrictOffPeer, Glyph.Server, argument),
            "strict-relay-me" => (Text.SystemStrictRelayMe, Glyph.Shield, argument),
            "strict-relay-peer" => (Text.SystemStrictRelayPeer, Glyph.Shield, argument),
            "strict-still-peer" => (Text.SystemStrictStillPeer, Glyph.Shield, argument),
            "strict-refused" => (Text.SystemStrictRefused, Glyph.Shield, argument),
            _ => (Text.SystemUnknown, Glyph.Info, argument),
        };
    }
}
