using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>A login, a registration or a handover, with what its signatures stand for (protocol sections 7.2 and 11).</summary>
/// <param name="LoginKey">The key that a Register or a Handover brings; <c>null</c> for a Login.</param>
/// <param name="IsHandover">The key shall replace the one of the mailbox, which signs that.</param>
internal sealed record LoginRequest(
    MailboxId Mailbox,
    byte[]? LoginKey,
    bool IsHandover,
    byte[] Signed,
    byte[] Signature,
    byte[] NewSignature
)
{
    /// <returns><c>null</c> for a frame that does not log in.</returns>
    public static LoginRequest? Read(Frame frame, byte[] nonce, long challenged, string host)
    {
        byte[] Login(MailboxId mailbox) => LoginChallenge.ToBeSigned(mailbox, nonce, challenged, host);
        return frame switch
        {
            Login f => new(f.Mailbox, null, false, Login(f.Mailbox), f.Signature, []),
            Register f => new(f.Mailbox, f.LoginKey, false, Login(f.Mailbox), f.Signature, f.Signature),
            Handover f => new(
                f.Mailbox,
                f.LoginKey,
                true,
                LoginChallenge.HandoverToBeSigned(f.Mailbox, f.LoginKey, nonce, challenged, host),
                f.OldSignature,
                f.NewSignature
            ),
            _ => null,
        };
    }

    public bool IsSignedBy(ISodium sodium, byte[] loginKey) => sodium.Verify(loginKey, Signed, Signature);

    /// <summary>Who brings a key has its secret: nobody else's key can be put in the way of its owner.</summary>
    public bool ProvesItsKey(ISodium sodium) => LoginKey is null || sodium.Verify(LoginKey, Signed, NewSignature);
}
