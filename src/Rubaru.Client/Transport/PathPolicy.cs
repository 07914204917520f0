namespace Rubaru.Client.Transport;

/// <summary>Which ways the link to one contact may take; a person chooses it per chat. Stored as a number.</summary>
public enum PathPolicy : byte
{
    /// <summary>Direct where the two networks allow it, else through a relay.</summary>
    Auto = 0,

    /// <summary>Never through a relay: no relay is used, offered or accepted.</summary>
    DirectOnly = 1,

    /// <summary>Always through a relay: the contact sees the relay's address and never one of this device.</summary>
    RelayOnly = 2,
}
