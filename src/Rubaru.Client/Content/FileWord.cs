using Rubaru.Client.Storage;

namespace Rubaru.Client.Content;

/// <summary>What becomes of an offered file, for good. The numbers are on the wire.</summary>
internal enum FileVerdict : byte
{
    /// <summary>Of the receiver: it does not want the file.</summary>
    Declined = 1,

    /// <summary>Of either side: not any more.</summary>
    Cancelled = 2,

    /// <summary>Of the receiver: all of it is here and its SHA-256 is that of the offer.</summary>
    Complete = 3,

    /// <summary>Of the receiver: it came whole and is not what was offered.</summary>
    Corrupt = 4,
}

/// <summary>Content type 5 (protocol section 12): {1 file_id(16), 2 verdict, ? 3 of the reader}.</summary>
/// <param name="IsReaders">The file is one that the reader of this offered.</param>
internal sealed record FileWord(UInt128 File, FileVerdict Verdict, bool IsReaders)
{
    public byte[] ToBytes() =>
        new CborRecord().Add(1, MessageIds.Bytes(File)).Add(2, (ulong)Verdict).Add(3, IsReaders).ToBytes();

    /// <summary>Never throws. A verdict of a later version is not one that could be obeyed.</summary>
    public static FileWord? TryRead(byte[] body) =>
        CborMap.TryRead(body) is { } map
        && map.Bytes(1, 16) is { } id
        && map.Unsigned(2) is { } verdict and >= 1 and <= (ulong)FileVerdict.Corrupt
            ? new FileWord(MessageIds.Read(id), (FileVerdict)verdict, map.Flag(3))
            : null;
}
