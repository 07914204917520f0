using System.Buffers.Binary;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Identity;

/// <summary>One of my prekeys, as stored. Key of the record: type(1) || id(4).</summary>
/// <param name="Retired">The server confirmed a newer one then; always <c>null</c> for a one-time key.</param>
internal sealed record OwnPrekey(Prekey Key, DateTimeOffset Created, DateTimeOffset? Retired)
{
    public byte[] ToBytes() =>
        new CborRecord()
            .Add(1, Key.PublicKey)
            .Add(2, Key.SecretKey)
            .Add(3, Key.Signature)
            .Add(4, (DateTimeOffset?)Created)
            .Add(5, Retired)
            .ToBytes();

    public static OwnPrekey Read(byte[] key, CborMap map) =>
        key.Length == 5
        && map.Bytes(1) is { } publicKey
        && map.Bytes(2) is { } secretKey
        && map.Bytes(3) is { } signature
        && map.Time(4) is { } created
            ? new OwnPrekey(
                new Prekey(
                    (PrekeyType)key[0],
                    BinaryPrimitives.ReadUInt32BigEndian(key.AsSpan(1)),
                    publicKey,
                    secretKey,
                    signature
                ),
                created,
                map.Time(5)
            )
            : throw new VaultException("A prekey record cannot be read.");
}
