namespace Rubaru.Wire;

/// <summary>How a deposit is handled, and as flags which classes a capability allows (protocol section 7.2).</summary>
[Flags]
public enum DepositClass : byte
{
    None = 0,

    /// <summary>May wait on the server until its expiry.</summary>
    Stored = 1,

    /// <summary>Goes to an open socket or nowhere; never stored.</summary>
    Transient = 2,
}
