namespace Rubaru.Client.Backups;

/// <summary>What a record of the payload is. The numbers are stored; never reuse one.</summary>
internal enum BackupKind : byte
{
    /// <summary>Zero bytes up to the end of the last chunk, so that a cut file is known as such and its size says little.</summary>
    Padding = 0,

    /// <summary>The first: {1 version, 2 schema, 3 made, 4 name, 5 server}.</summary>
    Head = 1,
    Profile = 2,

    /// <summary>A contact; those after it belong to it until the next: its tally, its draft, its messages.</summary>
    Contact = 3,
    Tally = 4,
    Draft = 5,

    /// <summary>place(8) || record.</summary>
    Message = 6,
    Capability = 7,

    /// <summary>id(8) || record.</summary>
    Invite = 8,
    Block = 9,

    /// <summary>As a message; a line of the system.</summary>
    Line = 10,

    /// <summary>The last: {1 chats, 2 messages}.</summary>
    End = 11,
}

/// <summary>kind(1) || len(4) || body; the bodies are records of the vault as they were before it sealed them.</summary>
internal readonly record struct BackupRecord(BackupKind Kind, byte[] Body)
{
    public const int HeadSize = 5;

    /// <summary>No body: what is printed may be logged.</summary>
    public override string ToString() => Kind.ToString();
}
