using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Rubaru.Server.Web;

/// <summary>The browser's own locks, on every response: no inline or foreign script, no framing, no foreign connection.</summary>
internal sealed partial class SecurityHeaders
{
    private readonly RequestDelegate next;
    private readonly string policy;

    public SecurityHeaders(RequestDelegate next, IWebHostEnvironment environment)
    {
        this.next = next;
        policy = PolicyFor(ReadIndex(environment));
    }

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] =
            "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=(), serial=(),"
            + " hid=(), midi=()";
        headers.XFrameOptions = "DENY";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
        return next(context);
    }

    /// <summary>
    /// The published page may hold an import map inline; exactly its bytes are allowed by their hash. WebAssembly needs
    /// 'wasm-unsafe-eval', which allows no JavaScript from strings.
    /// </summary>
    internal static string PolicyFor(string indexHtml)
    {
        var hashes = ImportMap()
            .Matches(indexHtml)
            .Select(match => SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups[1].Value)))
            .Select(hash => $" 'sha256-{Convert.ToBase64String(hash)}'");
        return "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"
            + string.Concat(hashes)
            + "; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; connect-src 'self';"
            + " manifest-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types default";
    }

    private static string ReadIndex(IWebHostEnvironment environment)
    {
        var file = environment.WebRootFileProvider.GetFileInfo("index.html");
        if (!file.Exists)
        {
            return "";
        }
        using var reader = new StreamReader(file.CreateReadStream());
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<script type=\"importmap\"[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex ImportMap();
}
