using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Client.Identity;

/// <summary>What both people derive from the secret of a link (protocol section 10).</summary>
internal sealed record InviteSecrets(byte[] Capability, ulong Id, byte[] Psk)
{
    public static InviteSecrets Derive(ISodium sodium, byte[] secret)
    {
        Span<byte> key = stackalloc byte[KeySizes.Hash];
        sodium.HkdfExtract("Rubaru/1 inv"u8, secret, key);
        var capability = new byte[Wire.Limits.CapabilitySize];
        sodium.HkdfExpand(key, "cap"u8, capability);
        Span<byte> id = stackalloc byte[8];
        sodium.HkdfExpand(key, "id"u8, id);
        var psk = new byte[32];
        sodium.HkdfExpand(key, "psk"u8, psk);
        return new InviteSecrets(capability, BinaryPrimitives.ReadUInt64BigEndian(id), psk);
    }
}

/// <summary>Text form of <see cref="InviteLink"/>; strict, because what can be read two ways will be.</summary>
internal static class InviteLinkCodec
{
    public const byte Version = 1;
    public const byte StrictFlag = 1;
    public const byte MultiUseFlag = 2;
    public const int SecretSize = 32;
    private const int FixedSize = 1 + 1 + Fingerprint.Size + MailboxId.Size + SecretSize + 4;
    public const string Marker = "/i#";
    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    public static string Write(InviteLink link)
    {
        var bytes = new byte[FixedSize + Encoding.UTF8.GetByteCount(link.Name)];
        bytes[0] = Version;
        bytes[1] = link.Flags;
        link.Fingerprint.Write(bytes.AsSpan(2));
        link.Mailbox.Write(bytes.AsSpan(34));
        link.Secret.CopyTo(bytes, 50);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(82), (uint)link.Expires.ToUnixTimeSeconds());
        Encoding.UTF8.GetBytes(link.Name, bytes.AsSpan(FixedSize));
        return link.Origin + Marker + Base64Url.EncodeToString(bytes);
    }

    /// <summary>Finds the link in a pasted text and reads it. Problems here: None, Malformed, Version, OlderVersion.</summary>
    public static (InviteProblem Problem, InviteLink? Link) Read(string text)
    {
        var marker = text.IndexOf(Marker, StringComparison.Ordinal);
        if (marker < 0 || Origin(text[..marker]) is not { } origin)
            return (InviteProblem.Malformed, null);
        var start = marker + Marker.Length;
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_'))
            end++;
        return Decode(text.AsSpan(start, end - start)) is { } bytes
            ? Read(origin, bytes)
            : (InviteProblem.Malformed, null);
    }

    private static (InviteProblem, InviteLink?) Read(string origin, byte[] bytes)
    {
        if (bytes is [])
            return (InviteProblem.Malformed, null);
        if (bytes[0] != Version)
            return (bytes[0] > Version ? InviteProblem.Version : InviteProblem.OlderVersion, null);
        if (
            bytes.Length is < FixedSize or > FixedSize + Limits.NameBytes
            || (bytes[1] & ~(StrictFlag | MultiUseFlag)) != 0
        )
            return (InviteProblem.Malformed, null);
        if (Name(bytes.AsSpan(FixedSize)) is not { } name)
            return (InviteProblem.Malformed, null);
        var link = new InviteLink(
            origin,
            bytes[1],
            Fingerprint.Read(bytes.AsSpan(2)),
            MailboxId.Read(bytes.AsSpan(34)),
            bytes[50..82],
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(82))),
            name
        );
        return (InviteProblem.None, link);
    }

    /// <summary>scheme://authority at the end of the text, which may be a sentence before it.</summary>
    private static string? Origin(string text)
    {
        var start = Math.Max(
            text.LastIndexOf("https://", StringComparison.OrdinalIgnoreCase),
            text.LastIndexOf("http://", StringComparison.OrdinalIgnoreCase)
        );
        if (start < 0 || !Uri.TryCreate(text[start..], UriKind.Absolute, out var uri))
            return null;
        return uri.AbsolutePath == "/" && uri.Query.Length == 0 && uri.UserInfo.Length == 0
            ? uri.GetLeftPart(UriPartial.Authority)
            : null;
    }

    /// <summary>base64url without padding, and only the one encoding of these bytes.</summary>
    private static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length > 4 * (FixedSize + Limits.NameBytes) || !Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes).AsSpan().SequenceEqual(text) ? bytes : null;
    }

    private static string? Name(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return DisplayName.Clean(_strict.GetString(bytes));
        }
        catch (ArgumentException)
        {
            // Not UTF-8: the link was damaged on its way.
            return null;
        }
    }
}
