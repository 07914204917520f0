namespace Rubaru.Client.Files;

/// <summary>
/// Sealed bytes of a file between the disk and the channel: in this program's memory, or with its host, which holds them under
/// a number. To carry them in and out again would cost more than all the rest of a transfer (decision 38); what is
/// decided about them needs their length only.
/// </summary>
public readonly record struct FileBytes
{
    private FileBytes(ReadOnlyMemory<byte> memory, int held, int start, int length) =>
        (Memory, Held, Start, Length) = (memory, held, start, length);

    /// <summary>Empty for what the host holds.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>The host's number for the block that they are in; 0: they are in <see cref="Memory"/>.</summary>
    public int Held { get; }

    /// <summary>Where they begin in that block.</summary>
    public int Start { get; }

    public int Length { get; }

    public static FileBytes InMemory(ReadOnlyMemory<byte> memory) => new(memory, 0, 0, memory.Length);

    public static FileBytes HeldAs(int number, int start, int length) => new(default, number, start, length);

    public static implicit operator FileBytes(byte[] memory) => InMemory(memory);

    public FileBytes Slice(int start, int length) =>
        Held == 0 ? InMemory(Memory.Slice(start, length)) : new(default, Held, Start + start, length);

    /// <summary>Sizes alone.</summary>
    public override string ToString() => $"{Length} bytes";
}
