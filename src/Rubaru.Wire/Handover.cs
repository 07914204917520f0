namespace Rubaru.Wire;

/// <summary>
/// Logs in where the profile was restored from a backup (protocol section 11): the old login key signs the new one, which
/// replaces it, and whoever logs in with the old one from now on is told so. In the same step every prekey on the shelf
/// goes, because their secrets are in no backup. Asked again after it was done, it logs in.
/// </summary>
/// <param name="LoginKey">The new login key, 32 bytes.</param>
/// <param name="OldSignature">By the key that is replaced, over <see cref="LoginChallenge.HandoverToBeSigned"/>.</param>
/// <param name="NewSignature">By <paramref name="LoginKey"/>, over the same.</param>
public sealed record Handover(MailboxId Mailbox, byte[] LoginKey, byte[] OldSignature, byte[] NewSignature) : Frame;
