namespace Rubaru.Server.Push;

/// <summary>Where one device's push service takes messages for it, and the keys that only the device opens them with.</summary>
/// <param name="PublicKey">P-256 point, uncompressed, 65 bytes: p256dh of RFC 8291.</param>
/// <param name="Secret">16 bytes: auth of RFC 8291.</param>
internal sealed record PushSubscription(string Endpoint, byte[] PublicKey, byte[] Secret)
{
    /// <summary>The endpoint is a secret address: whoever knows it can reach the device. It belongs in no log.</summary>
    public override string ToString() => nameof(PushSubscription);
}
