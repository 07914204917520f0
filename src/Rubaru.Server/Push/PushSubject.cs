using System.Net.Mail;
using Rubaru.Server.Hosting;

namespace Rubaru.Server.Push;

/// <summary>Whom a push service can reach about this server (RFC 8292 section 2.1); some refuse tokens without it.</summary>
internal static class PushSubject
{
    /// <param name="configured">RUBARU_PUSH_SUBJECT.</param>
    /// <param name="origins">Of the app: one that others reach by https and by name says who runs it as well.</param>
    /// <returns><c>null</c>: nobody is named, and push is off.</returns>
    /// <exception cref="ConfigurationError">Not a mailto: or https: address.</exception>
    public static string? Read(string? configured, IReadOnlyList<string> origins)
    {
        if (configured is not null)
        {
            return IsContact(configured)
                ? configured
                : throw new ConfigurationError(
                    $"RUBARU_PUSH_SUBJECT: {configured} is not an address such as mailto:you@example.org or https://example.org."
                );
        }
        return origins.FirstOrDefault(origin => IsContact(origin));
    }

    private static bool IsContact(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme switch
        {
            "mailto" => MailAddress.TryCreate(text["mailto:".Length..], out var mail) && mail.DisplayName.Length == 0,
            "https" => url is { HostNameType: UriHostNameType.Dns, UserInfo: "", IsLoopback: false }
                && url.IdnHost.Contains('.', StringComparison.Ordinal),
            _ => false,
        };
}
