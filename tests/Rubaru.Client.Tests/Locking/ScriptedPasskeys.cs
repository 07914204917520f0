using System.Security.Cryptography;
using Rubaru.Client.Locking;

namespace Rubaru.Client.Tests.Locking;

/// <summary>An authenticator: one secret a credential, HMAC as its PRF; the person may cancel its dialog.</summary>
internal sealed class ScriptedPasskeys : IPasskeys
{
    private readonly Dictionary<string, byte[]> _secrets = [];

    public bool IsCancelled { get; set; }

    /// <summary>What was handed out last.</summary>
    public byte[]? Output { get; private set; }

    public Task<bool> IsAvailableAsync() => Task.FromResult(true);

    public Task<MadePasskey?> CreateAsync(byte[] salt)
    {
        if (IsCancelled)
            return Task.FromResult<MadePasskey?>(null);
        var credential = RandomNumberGenerator.GetBytes(64);
        _secrets.Add(Convert.ToHexString(credential), RandomNumberGenerator.GetBytes(32));
        return Task.FromResult<MadePasskey?>(new MadePasskey(credential, Compute(credential, salt)!));
    }

    public Task<byte[]?> ReadAsync(byte[] credential, byte[] salt) =>
        Task.FromResult(IsCancelled ? null : Compute(credential, salt));

    /// <summary>Another authenticator that answers to the same names.</summary>
    public void Replace()
    {
        foreach (var credential in _secrets.Keys.ToArray())
            _secrets[credential] = RandomNumberGenerator.GetBytes(32);
    }

    private byte[]? Compute(byte[] credential, byte[] salt) =>
        Output = _secrets.TryGetValue(Convert.ToHexString(credential), out var secret)
            ? HMACSHA256.HashData(secret, salt)
            : null;
}
