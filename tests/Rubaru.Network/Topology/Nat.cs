namespace Rubaru.Network.Topology;

/// <summary>How a router lets packets in (RFC 4787, by the older names).</summary>
internal enum Nat
{
    /// <summary>None: the device's address is reached from everywhere.</summary>
    None,

    /// <summary>Every packet to the mapped port comes in.</summary>
    FullCone,

    /// <summary>Only from addresses that were written to.</summary>
    AddressRestricted,

    /// <summary>Only from addresses and ports that were written to.</summary>
    PortRestricted,

    /// <summary>As before, and each destination sees another port.</summary>
    Symmetric,
}

/// <summary>What a network lets out.</summary>
internal enum Firewall
{
    Open,

    /// <summary>No UDP at all.</summary>
    NoUdp,

    /// <summary>TCP to the ports of the web and of this test's page, nothing else.</summary>
    WebOnly,
}
