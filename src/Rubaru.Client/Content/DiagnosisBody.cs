using System.Buffers.Binary;
using Rubaru.Client.Honesty;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Content;

/// <summary>
/// Content type 15 (reading 76): {1 run b(16), 2 answer?, 4 candidates?, 5 NAT, 6 STUN, 7 TURN by UDP, 8 by TCP, 9 by TLS,
/// 10 policy}. A question has the first key only; an answer names the run of its question.
/// </summary>
/// <param name="Report"><c>null</c>: a question.</param>
internal sealed record DiagnosisBody(UInt128 Run, NetworkReport? Report)
{
    public byte[] ToBytes()
    {
        var run = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(run, Run);
        var record = new CborRecord().Add(1, run);
        return (Report is { } report ? report.Write(record.Add(2, true)) : record).ToBytes();
    }

    /// <summary>Never throws.</summary>
    public static DiagnosisBody? TryRead(byte[] body) =>
        CborMap.TryRead(body) is { } map && map.Bytes(1, 16) is { } run
            ? new DiagnosisBody(
                BinaryPrimitives.ReadUInt128BigEndian(run),
                map.Flag(2) ? NetworkReport.Read(map) : null
            )
            : null;
}
