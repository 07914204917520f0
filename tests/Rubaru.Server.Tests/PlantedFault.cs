namespace Rubaru.Server.Tests;

/// <summary>
/// A fault of a server, planted between the test and the real one: seen from the test's side, the two together are a
/// server that has it. So the product needs no switch for it, and it is the same published program in every run.
/// </summary>
public enum PlantedFault
{
    None,

    /// <summary>A sender hears "accepted" before the server has committed anything.</summary>
    AcknowledgeBeforeCommit,

    /// <summary>The server is told "acknowledged" when a delivery leaves, before the receiver has it.</summary>
    DeleteOnSend,

    /// <summary>A repeated deposit is a new one to the server.</summary>
    NoDeduplication,
}
