using System.Buffers.Binary;
using Rubaru.Client.Identity;

namespace Rubaru.Client.Transport;

/// <summary>Type of an end's own selected ICE candidate. The numbers are on the wire.</summary>
internal enum CandidateType : byte
{
    /// <summary>Not known (yet), or of a kind this version has no name for: opens no gate.</summary>
    Unknown = 0,
    Host = 1,
    ServerReflexive = 2,
    PeerReflexive = 3,
    Relay = 4,
}

/// <summary>
/// One end's word on the path it uses (protocol section 8.1, link frame attest). Sealed by the link keys, so only the two
/// ends of this very connection can have said it.
/// </summary>
/// <param name="Protocol">udp, tcp or tls; of a relay, the one between that end and its relay. Empty: not known.</param>
/// <param name="Mode">The sender's delivery mode for this contact.</param>
/// <param name="Number">Grows with every change of what the sender says.</param>
/// <param name="Seen">The highest <paramref name="Number"/> of the other end that the sender had when it said this.</param>
/// <param name="Own">32 bytes: SHA-256 fingerprint of the certificate the sender uses.</param>
/// <param name="Other">32 bytes: of the one it sees at the other end.</param>
internal sealed record PathAttestation(
    CandidateType Candidate,
    string Protocol,
    DeliveryMode Mode,
    uint Number,
    uint Seen,
    byte[] Own,
    byte[] Other
)
{
    /// <summary>type, candidate, protocol, mode, number, seen and two fingerprints. A later version may add to it.</summary>
    internal const int Size = 4 + 4 + 4 + (2 * SdpFingerprint.Size);

    private static readonly string[] _protocols = ["", "udp", "tcp", "tls"];

    internal byte[] ToBytes()
    {
        var body = new byte[Size];
        body[0] = (byte)LinkFrameType.Attest;
        body[1] = (byte)Candidate;
        body[2] = (byte)Math.Max(0, Array.IndexOf(_protocols, Protocol));
        body[3] = (byte)Mode;
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(4), Number);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(8), Seen);
        Own.CopyTo(body, 12);
        Other.CopyTo(body, 12 + SdpFingerprint.Size);
        return body;
    }

    /// <returns><c>null</c> when it is too short. Values of a later version read as unknown, or as the strictest.</returns>
    internal static PathAttestation? TryRead(ReadOnlySpan<byte> body) =>
        body.Length < Size
            ? null
            : new PathAttestation(
                body[1] <= (byte)CandidateType.Relay ? (CandidateType)body[1] : CandidateType.Unknown,
                body[2] < _protocols.Length ? _protocols[body[2]] : "",
                Strictness.Read(body[3]),
                BinaryPrimitives.ReadUInt32BigEndian(body[4..]),
                BinaryPrimitives.ReadUInt32BigEndian(body[8..]),
                body.Slice(12, SdpFingerprint.Size).ToArray(),
                body.Slice(12 + SdpFingerprint.Size, SdpFingerprint.Size).ToArray()
            );

    internal static string? NameOf(CandidateType type) =>
        type switch
        {
            CandidateType.Host => "host",
            CandidateType.ServerReflexive => "srflx",
            CandidateType.PeerReflexive => "prflx",
            CandidateType.Relay => "relay",
            _ => null,
        };

    internal static CandidateType TypeOf(string type) =>
        type switch
        {
            "host" => CandidateType.Host,
            "srflx" => CandidateType.ServerReflexive,
            "prflx" => CandidateType.PeerReflexive,
            "relay" => CandidateType.Relay,
            _ => CandidateType.Unknown,
        };
}
