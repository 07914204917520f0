using Rubaru.Client.Files;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Content;

/// <summary>
/// Content type 16 (protocol section 12): {1 file_id(16), 2 number, 3 bytes}. A part of the sealed copy of an offered file,
/// in the order of its bytes, for a receiver that is away. Only the server carries it, and it has no receipt: the verdict
/// on the whole file is one.
/// </summary>
/// <param name="Bytes">1 to <see cref="ParcelSize.Bytes"/>.</param>
internal sealed record FileParcel(UInt128 File, int Number, byte[] Bytes)
{
    public byte[] ToBytes() =>
        new CborRecord().Add(1, MessageIds.Bytes(File)).Add(2, (ulong)Number).Add(3, Bytes).ToBytes();

    /// <summary>Never throws.</summary>
    public static FileParcel? TryRead(byte[] body) =>
        CborMap.TryRead(body) is { } map
        && map.Bytes(1, 16) is { } id
        && map.Unsigned(2) is { } number and <= int.MaxValue
        && map.Bytes(3) is { Length: > 0 and <= ParcelSize.Bytes } bytes
            ? new FileParcel(MessageIds.Read(id), (int)number, bytes)
            : null;
}
