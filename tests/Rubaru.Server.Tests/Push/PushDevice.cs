using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rubaru.Server.Push;
using Rubaru.Wire;

namespace Rubaru.Server.Tests.Push;

/// <summary>The keys of one browser's subscription, and http_ece as the browser that opens what comes (RFC 8291).</summary>
internal sealed class PushDevice
{
    private readonly ECParameters key;

    public PushDevice()
    {
        using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        key = pair.ExportParameters(includePrivateParameters: true);
    }

    public byte[] PublicKey => P256.Write(key.Q);
    public byte[] Secret { get; } = Account.Bytes(16);

    public PutSubscription Put(uint request, string endpoint) => new(request, endpoint, PublicKey, Secret);

    /// <returns>plaintext, key, verified, header, claims.</returns>
    public async Task<JsonElement> OpenAsync(Pushed pushed)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "oracle", "open-push.cjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var input = new JsonObject
        {
            ["body"] = Base64Url.EncodeToString(pushed.Body),
            ["privateKey"] = Base64Url.EncodeToString(key.D),
            ["secret"] = Base64Url.EncodeToString(Secret),
            ["authorization"] = pushed.Headers["Authorization"],
        };
        await node.StandardInput.WriteAsync(input.ToJsonString());
        node.StandardInput.Close();
        var output = await node.StandardOutput.ReadToEndAsync();
        var error = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        if (node.ExitCode != 0)
        {
            throw new CryptographicException($"http_ece did not open it: {error}");
        }
        return JsonDocument.Parse(output).RootElement;
    }
}
