namespace Rubaru.Client.Content;

/// <summary>Type byte of a content (protocol section 5.7). Others are stored and shown as "needs a newer version".</summary>
internal enum ContentType : byte
{
    Null = 0,
    Text = 1,
    Receipts = 2,
    Signal = 3,

    /// <summary>A file that can be asked for, with its key; and what became of it (protocol section 12).</summary>
    FileOffer = 4,
    FileWord = 5,
    SessionLost = 6,
    ContactUpdate = 8,
    Deletion = 11,

    /// <summary>A text with what stands beside it: a quoted message, the mark "forwarded", a lifetime.</summary>
    Reply = 12,
    Edit = 13,
    Reaction = 14,

    /// <summary>Why two devices do not connect: a question and its answer (reading 76).</summary>
    Diagnosis = 15,

    /// <summary>A part of an offered file, by the server, for a receiver that is away (protocol section 12).</summary>
    FileParcel = 16,
}
