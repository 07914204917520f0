using Rubaru.E2ee;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>What the two people of the file compare: the 60 digits, and the codes on their screens (protocol section 10).</summary>
internal sealed record GoldenSafety(string Number, byte[] CodeOfAlice, byte[] CodeOfBob)
{
    internal static GoldenSafety Create(ISodium sodium, Fingerprint alice, Fingerprint bob) =>
        new(
            SafetyNumber.Of(sodium, alice, bob),
            new SafetyCode(alice, bob).ToBytes(),
            new SafetyCode(bob, alice).ToBytes()
        );

    internal void Read(ISodium sodium, Fingerprint alice, Fingerprint bob)
    {
        Expect.True(SafetyNumber.Of(sodium, bob, alice) == Number, "both compute the same safety number");
        Expect.True(SafetyCode.TryRead(CodeOfAlice) == new SafetyCode(alice, bob), "Alice's code names both");
        Expect.True(SafetyCode.TryRead(CodeOfBob) == new SafetyCode(bob, alice), "Bob's code names both");
    }
}
