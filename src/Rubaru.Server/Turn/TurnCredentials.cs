// coturn's "TURN REST API" is HMAC-SHA-1 and nothing else. It proves to the relay that this server let somebody in, and
// protects no message; that HMAC stays unbroken although SHA-1's collision resistance is (RFC 6194 section 3.3).
#pragma warning disable CA5350
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rubaru.Server.Turn;

/// <summary>
/// A name and a password that a relay checks without asking anybody (draft-uberti-behave-turn-rest, coturn's
/// use-auth-secret): the name says until when, the password is its HMAC under the secret that relay and server share.
/// </summary>
/// <param name="Username">unix seconds || ":" || random, so that the relay cannot tell whose it is.</param>
/// <param name="Password">base64(HMAC-SHA1(secret, username)).</param>
internal readonly record struct TurnCredentials(string Username, string Password)
{
    /// <param name="random">16 bytes or so: fresh for every answer.</param>
    public static TurnCredentials Make(string secret, DateTimeOffset expires, ReadOnlySpan<byte> random)
    {
        var seconds = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var username = $"{seconds}:{Convert.ToHexStringLower(random)}";
        var hash = HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username));
        return new TurnCredentials(username, Convert.ToBase64String(hash));
    }

    // The compiler's would print the password.
    public override string ToString() => Username;
}
