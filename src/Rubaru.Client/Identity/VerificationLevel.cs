namespace Rubaru.Client.Identity;

/// <summary>How sure I am who a contact is. The numbers are in records.</summary>
public enum VerificationLevel : byte
{
    /// <summary>Its fingerprint came by a link or QR code, or it came by mine: true as far as the way of the link was.</summary>
    Invited = 0,

    /// <summary>We compared the safety number, or scanned its code.</summary>
    Checked = 1,
}
