using System.Runtime.InteropServices;

namespace Rubaru.Server.Mailboxes;

/// <summary>A SHA-256 value as a dictionary key. Its hash code is seeded, so nobody can choose colliding ones.</summary>
internal readonly record struct Hash256(ulong A, ulong B, ulong C, ulong D)
{
    public static Hash256 Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<Hash256>(bytes);

    public byte[] ToBytes()
    {
        var bytes = new byte[32];
        MemoryMarshal.Write(bytes, in this);
        return bytes;
    }

    /// <summary>H(cap)[0..8]: what a delivery names (protocol section 7.1).</summary>
    public void WriteSlot(Span<byte> slot) => BitConverter.TryWriteBytes(slot, A);

    public override int GetHashCode() => HashCode.Combine(A, B, C, D);
}
