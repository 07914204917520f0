using System.Security.Cryptography;
using Microsoft.JSInterop;
using Rubaru.App.Texts;
using Rubaru.Client.Locking;

namespace Rubaru.App.Browser;

/// <summary>WebAuthn with the extension <c>prf</c>.</summary>
public sealed class Passkeys(IJSRuntime js, Language texts) : IPasskeys
{
    private const int OutputSize = 32;
    private readonly BrowserModule _module = new(js, "passkeys");

    public Task<bool> IsAvailableAsync() => _module.CallAsync<bool>("available");

    public async Task<MadePasskey?> CreateAsync(byte[] salt)
    {
        var made = await _module.CallAsync<byte[]>("create", texts[Text.AppName], salt);
        if (made.Length <= OutputSize)
        {
            return null;
        }

        var passkey = new MadePasskey(made[OutputSize..], made[..OutputSize]);
        CryptographicOperations.ZeroMemory(made);
        return passkey;
    }

    public async Task<byte[]?> ReadAsync(byte[] credential, byte[] salt) =>
        await _module.CallAsync<byte[]>("read", credential, salt) is { Length: OutputSize } output ? output : null;
}
