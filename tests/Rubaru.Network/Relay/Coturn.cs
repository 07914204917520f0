using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Rubaru.Network.Topology;
using Rubaru.Server.Hosting.Doctor;

namespace Rubaru.Network.Relay;

/// <summary>Debian's coturn with the shipped configuration, unchanged; only what an operator adds is on the command line.</summary>
internal sealed class Coturn : IAsyncDisposable
{
    public const string Secret = "the secret of this test and of nothing else";
    public const int Port = 3478;
    public const int TlsPort = 443;
    private readonly NetworkNamespace _machine;
    private readonly string _address;
    private readonly string _folder;
    private readonly string[] _more;
    private Process? _process;

    private Coturn(NetworkNamespace machine, string address, string[] more)
    {
        (_machine, _address, _more) = (machine, address, more);
        _folder = Directory.CreateTempSubdirectory("rubaru-coturn-").FullName;
    }

    /// <summary>SHA-256 of its public key in base64, as a browser is told which certificate is good.</summary>
    public string KeyHash { get; private set; } = "";

    public static async Task<Coturn> StartNewAsync(NetworkNamespace machine, string address, params string[] more)
    {
        var relay = new Coturn(machine, address, more);
        relay.MakeCertificate();
        await relay.StartAsync();
        return relay;
    }

    /// <summary>User name and password as the server makes them: "expiry:random" and its HMAC.</summary>
    public static (string User, string Password) Credentials(TimeSpan life)
    {
        var user = $"{TimeProvider.System.GetUtcNow().Add(life).ToUnixTimeSeconds()}:{Hex()}";
#pragma warning disable CA5350 // The TURN REST API is HMAC-SHA1.
        var hash = HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(user));
#pragma warning restore CA5350
        return (user, Convert.ToBase64String(hash));
    }

    public async Task StartAsync()
    {
        string[] command =
        [
            .. _machine.Prefix,
            "turnserver",
            "-c",
            Path.Combine(Repository.Root, "deploy", "coturn", "turnserver.conf"),
            "--static-auth-secret=" + Secret,
            "--listening-ip=" + _address,
            "--relay-ip=" + _address,
            "--cert=" + Path.Combine(_folder, "cert.pem"),
            "--pkey=" + Path.Combine(_folder, "key.pem"),
            "--tls-listening-port=" + TlsPort,
            "--pidfile=" + Path.Combine(_folder, "pid"),
            "--userdb=" + Path.Combine(_folder, "turndb"),
            .. _more,
        ];
        _process = Process.Start(
            new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await AnswersAsync();
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>From a machine of its choice.</summary>
    public async Task<TurnClient> ConnectAsync(NetworkNamespace from)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var socket = from.Within(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        return await TurnClient.ConnectAsync(socket, new IPEndPoint(IPAddress.Parse(_address), Port), null, stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Hex() => Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    /// <summary>It has no line that says it is ready: asked until it answers.</summary>
    private async Task AnswersAsync()
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            using var client = await ConnectAsync(_machine);
            try
            {
                await client.AllocateAsync("nobody", "nothing");
                return;
            }
            catch (Exception error) when (error is TimeoutException or SocketException)
            {
                if (started.Elapsed > TimeSpan.FromSeconds(20) || _process!.HasExited)
                {
                    throw new InvalidOperationException("coturn does not answer.", error);
                }

                // A refused datagram comes back at once.
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private void MakeCertificate()
    {
#pragma warning disable RS0030 // TLS of the relay, which is not the product's cryptography.
        using var key = RSA.Create(2048);
#pragma warning restore RS0030
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=relay",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        var names = new System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(_address));
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        KeyHash = Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }
}
