// RFC 8292 prescribes ES256, that is ECDSA over P-256, which libsodium does not have (decision 0010). The key names this
// server to push services and protects no message.
#pragma warning disable RS0030
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Rubaru.Server.Hosting;
using Rubaru.Server.Storage;

namespace Rubaru.Server.Push;

/// <summary>
/// The key by which push services know this server (RFC 8292). Made at the first start and kept: subscriptions are bound
/// to it, so a server that lost it reaches nobody until each device has subscribed again.
/// </summary>
internal sealed class VapidKey : IDisposable
{
    private const string Name = "vapid.key";

    /// <summary>RFC 8292 allows 24 h; a clock that is wrong by hours still makes a token that holds.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
    private readonly ECDsa key;

    public VapidKey(ECDsa key)
    {
        this.key = key;
        PublicKey = P256.Write(key.ExportParameters(includePrivateParameters: false).Q);
    }

    /// <summary>65 bytes: what a browser subscribes with (applicationServerKey).</summary>
    public byte[] PublicKey { get; }

    /// <exception cref="ConfigurationError">The file is there and cannot be read, or cannot be written.</exception>
    public static VapidKey Open(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            var key = ECDsa.Create(P256.Curve);
            if (!File.Exists(path))
            {
                Create(folder, path, key.ExportPkcs8PrivateKey());
            }
            var stored = File.ReadAllBytes(path);
            key.ImportPkcs8PrivateKey(stored, out _);
            CryptographicOperations.ZeroMemory(stored);
            return new VapidKey(key);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationError(
                $"The push key {path} cannot be used. Restore it from a backup; or remove it, and devices subscribe anew.",
                error
            );
        }
    }

    /// <summary>Value of the Authorization header for a push service (RFC 8292 section 3).</summary>
    /// <param name="audience">Origin of the endpoint.</param>
    /// <param name="subject">mailto: or https: of who runs this server.</param>
    public string Authorize(string audience, string subject, DateTimeOffset now) =>
        $"vapid t={Token(audience, subject, now + Lifetime)}, k={Base64Url.EncodeToString(PublicKey)}";

    public void Dispose() => key.Dispose();

    private string Token(string audience, string subject, DateTimeOffset expires)
    {
        var claims = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"aud\":\"{Escape(audience)}\",\"exp\":{expires.ToUnixTimeSeconds()},\"sub\":\"{Escape(subject)}\"}}"
        );
        var unsigned =
            Base64Url.EncodeToString("{\"typ\":\"JWT\",\"alg\":\"ES256\"}"u8)
            + '.'
            + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        // JWS wants r || s, which is the platform's own form.
        var signature = key.SignData(Encoding.ASCII.GetBytes(unsigned), HashAlgorithmName.SHA256);
        return $"{unsigned}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Escape(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);

    // Written beside and moved into place, so that a crash leaves either no key or a whole one.
    private static void Create(string folder, string path, byte[] secret)
    {
        var beside = path + ".new";
        using (var file = PrivateFolder.CreateFile(beside))
        {
            file.Write(secret);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path);
        PrivateFolder.Flush(folder);
        CryptographicOperations.ZeroMemory(secret);
    }
}
