using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rubaru.Server.Hosting;

/// <summary>The PEM files, read again when they changed: a renewed certificate needs no restart.</summary>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private readonly string path;
    private readonly string? keyPath;
    private readonly TimeProvider time;
    private X509Certificate2 current;
    private DateTime written;
    private long looked;

    /// <exception cref="ConfigurationError">The files are not a certificate with its key.</exception>
    public ServerCertificate(string path, string? keyPath, TimeProvider time)
    {
        this.path = path;
        this.keyPath = keyPath;
        this.time = time;
        try
        {
            written = Written;
            current = Load();
        }
        catch (Exception error) when (error is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new ConfigurationError(
                "RUBARU_CERTIFICATE and RUBARU_CERTIFICATE_KEY must name a PEM certificate and its key that the server can read.",
                error
            );
        }
        looked = time.GetTimestamp();
    }

    public X509Certificate2 Current
    {
        get
        {
            lock (gate)
            {
                if (time.GetElapsedTime(looked) >= LookEvery)
                {
                    looked = time.GetTimestamp();
                    Renew();
                }
                return current;
            }
        }
    }

    private DateTime Written => File.GetLastWriteTimeUtc(path);

    private void Renew()
    {
        try
        {
            if (Written != written)
            {
                current = Load();
                written = Written;
            }
        }
        catch (Exception error) when (error is IOException or CryptographicException or UnauthorizedAccessException)
        {
            // The files are being replaced just now; the old certificate serves until the next look.
            looked = time.GetTimestamp();
        }
    }

    private X509Certificate2 Load()
    {
        using var pem = X509Certificate2.CreateFromPemFile(path, keyPath);
        // A key loaded from PEM is ephemeral, which TLS on Windows does not take; as PKCS#12 it is everywhere the same.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
