using Rubaru.E2ee;

namespace Rubaru.Client.Files;

/// <summary>Sizes, counts and times of files, each with its reason. The first group is the protocol's (section 12).</summary>
internal static class FileLimits
{
    /// <summary>Copies of deleted messages go at most this long after the first deletion, however many follow.</summary>
    public static readonly TimeSpan SweepLatest = TimeSpan.FromMinutes(1);

    /// <summary>The sealed copies of an erased profile, whose keys are gone already: so long the rest waits for them.</summary>
    public static readonly TimeSpan Erase = TimeSpan.FromSeconds(10);

    /// <summary>Credit of the receiver at most: 8 MiB under way fill 80 ms at 100 MB/s, and bound what waits for its disk.</summary>
    public const long WindowChunks = 128;

    /// <summary>More chunks than their number (4 bytes) counts are not one file.</summary>
    public const long MostBytes = (long)uint.MaxValue * FileCipher.ChunkSize;

    /// <summary>
    /// A sealed chunk goes in two messages of 32 KiB: a browser takes up to 64 KiB from everybody, and a text waits for
    /// one message at most.
    /// </summary>
    public const int PieceBytes = FileCipher.SealedChunkSize / 2;

    /// <summary>
    /// Chunks that are read, handed to the channel and written in one step: half a megabyte, so that a step costs little beside
    /// what it moves and a text that is typed meanwhile waits for no more (decision 38).
    /// </summary>
    public const int AtOnce = 8;

    /// <summary>A piece that is not the rest of its chunk has at least this: a byte a message would cost thousands of them a chunk.</summary>
    public const int LeastPieceBytes = 16 * 1024;

    public const int NameBytes = 255;
    public const int MimeBytes = 127;

    /// <summary>With the rest of the offer it stays in the bucket of 16 KiB, where long texts are too (section 5.7).</summary>
    public const int ThumbnailBytes = 10 * 1024;
    public const int CaptionBytes = 2_000;

    /// <summary>Dimensions that a browser can draw; beyond them a reserved place would only push the chat away.</summary>
    public const int MostPixels = 65_535;

    /// <summary>
    /// Parcels at the server without any word of the receiver: with 4,000 messages and 512 signals they stay within the
    /// 5,000 that it can skip (section 5.6). About four files of 5 MB.
    /// </summary>
    public const int UnheardParcels = 400;

    // ---- ours ----

    /// <summary>
    /// Parcels of one contact that are held until the chunk that they belong to is whole: 14 MB, in which all of a usual
    /// file is, in whatever order it came; a contact that sends none of them whole fills no more.
    /// </summary>
    public const int HeldParcels = 256;

    /// <summary>What is received without asking: a photograph or a document, not a film.</summary>
    public const long Unasked = 20L * 1024 * 1024;

    /// <summary>So much of one contact in a day is received without asking; then the person decides again.</summary>
    public const long UnaskedBytes = 200L * 1024 * 1024;
    public static readonly TimeSpan UnaskedTime = TimeSpan.FromDays(1);

    /// <summary>What nobody was asked about takes at most this part of the room that is left.</summary>
    public const long UnaskedPart = 4;

    /// <summary>Larger images are saved, not drawn: a page has to hold them whole, several times over.</summary>
    public const long DrawnBytes = 50L * 1024 * 1024;

    /// <summary>200 MB of memory when it is decoded; more ends a page on a phone.</summary>
    public const long DrawnPixels = 50_000_000;

    /// <summary>Kept free on the device for everything else when a file is taken.</summary>
    public const long RoomKept = 64L * 1024 * 1024;

    /// <summary>Offers of one contact that are neither finished nor answered; more are shown and cannot be received.</summary>
    public const int Open = 500;

    /// <summary>What ended is listed among the transfers for this long.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    /// <summary>Transfers in one list: more nobody reads, and each is drawn.</summary>
    public const int Listed = 200;

    /// <summary>Files of one chat received at once: a picture need not wait for a film.</summary>
    public const int ReceivedAtOnce = 2;

    /// <summary>Streams that the peer may have open towards itself.</summary>
    public const int SentAtOnce = 8;

    /// <summary>A stream that brings nothing for this long is asked for again.</summary>
    public static readonly TimeSpan Stall = TimeSpan.FromSeconds(10);

    /// <summary>Progress is told this often: what changes faster nobody reads, and each time is drawn.</summary>
    public static readonly TimeSpan Told = TimeSpan.FromMilliseconds(250);

    /// <summary>The rate is that of the last few seconds, so that an estimate follows the network without jumping.</summary>
    public static readonly TimeSpan RateOver = TimeSpan.FromSeconds(3);
}
