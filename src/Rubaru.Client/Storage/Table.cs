namespace Rubaru.Client.Storage;

/// <summary>The tables of a profile. The numbers are stored; never reuse one.</summary>
public enum Table : byte
{
    /// <summary>Slots of the vault master key and the schema version; the only table whose values are not sealed by it.</summary>
    Vault = 1,
    Profile = 2,
    Prekeys = 3,
    Contacts = 4,
    Sessions = 5,
    Messages = 6,
    Outbox = 7,

    /// <summary>De-duplication: (contact, message id), (SID, e, n), opened envelopes, last-resort transcripts.</summary>
    Seen = 8,
    Capabilities = 9,
    Invites = 10,
    Drafts = 11,

    /// <summary>People from whom nothing is taken.</summary>
    Blocks = 12,
}
