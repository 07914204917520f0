using System.Text;

namespace Rubaru.Client.Content;

/// <summary>Content type 1: UTF-8, nothing else.</summary>
internal static class TextBody
{
    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Lone surrogates become U+FFFD, so that what is shown here is what is read there.</summary>
    public static byte[] Write(string text) => Encoding.UTF8.GetBytes(text);

    /// <returns><c>null</c> for an empty text, a too long one, or bytes that are not UTF-8.</returns>
    public static string? TryRead(byte[] body)
    {
        if (body.Length is 0 or > ChatClient.MaxTextBytes)
            return null;
        try
        {
            return _strict.GetString(body);
        }
        catch (ArgumentException)
        {
            // Not UTF-8: only a broken or hostile sender makes this; it is shown as unreadable.
            return null;
        }
    }
}
