namespace Rubaru.Server.Mailboxes;

/// <param name="Created">Unix seconds; names the hour of the key.</param>
/// <param name="Key">The very key in memory, so that an insert notices when it was destroyed meanwhile.</param>
internal sealed record SealedDeposit(long Created, byte[] Key, byte[] Ciphertext);
