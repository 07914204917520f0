using Rubaru.E2ee;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>A sealed record at rest: CAEAD of protocol section 1.</summary>
internal sealed record GoldenBox(byte[] Key, byte[] Label, byte[] AssociatedData, byte[] Plaintext, byte[] Box)
{
    internal static GoldenBox Create(ISodium sodium)
    {
        var (key, plaintext) = (new byte[32], new byte[200]);
        sodium.Random(key);
        sodium.Random(plaintext);
        var (label, associatedData) = ("golden"u8.ToArray(), "row 1"u8.ToArray());
        var box = CommittingAead.Seal(sodium, key, label, associatedData, plaintext);
        return new GoldenBox(key, label, associatedData, plaintext, box);
    }

    internal void Read(ISodium sodium)
    {
        var plaintext = CommittingAead.TryOpen(sodium, Key, Label, AssociatedData, Box);
        Expect.Bytes(Plaintext, plaintext ?? throw new CheckFailedException("The box does not open."));
        Expect.True(CommittingAead.TryOpen(sodium, Key, Label, "row 2"u8, Box) is null, "elsewhere it stays shut");
    }
}
