using Rubaru.E2ee;

namespace Rubaru.Client.Files;

/// <summary>The sealed copy of a file as parcels for the server (protocol section 12): all of one size but the last.</summary>
internal readonly record struct ParcelSize(FileSize File)
{
    /// <summary>
    /// With ids, ratchet message (also the first of a session, the longest) and envelope it fills the largest size of an
    /// envelope as far as it can (section 5.7).
    /// </summary>
    public const int Bytes = 57 * 1024;

    public long Count => (File.Sealed + Bytes - 1) / Bytes;

    public int LengthOf(long number) => (int)Math.Min(Bytes, File.Sealed - number * Bytes);

    /// <summary>Chunks in which the parcel begins and ends.</summary>
    public (long First, long Last) ChunksOf(long number) =>
        (
            number * Bytes / FileCipher.SealedChunkSize,
            (number * Bytes + LengthOf(number) - 1) / FileCipher.SealedChunkSize
        );

    /// <summary>Parcels in which the chunk begins and ends.</summary>
    public (long First, long Last) ParcelsOf(long chunk)
    {
        var start = chunk * FileCipher.SealedChunkSize;
        return (start / Bytes, (start + File.BoxOf(chunk) - 1) / Bytes);
    }
}
