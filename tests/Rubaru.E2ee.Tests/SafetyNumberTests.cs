using System.Globalization;
using System.Numerics;
using CsCheck;
using Org.BouncyCastle.Crypto.Digests;
using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>Protocol section 10: the 60 digits and the 72 bytes of the QR code.</summary>
public class SafetyNumberTests
{
    private static readonly Gen<Fingerprint> Fingerprints = Gen
        .Byte.Array[Fingerprint.Size]
        .Select(bytes => Fingerprint.Read(bytes));

    /// <summary>Computed by another program (Python's hashlib) from the text of section 10.</summary>
    [Theory]
    [InlineData(0x00, 0x20, "189421586207439753806648487726783466053325121300875663683546")]
    [InlineData(0x20, 0x00, "189421586207439753806648487726783466053325121300875663683546")]
    public void Fixed_fingerprints_have_the_digits_that_another_program_computed(int mine, int theirs, string digits) =>
        Assert.Equal(digits, SafetyNumber.Of(Party.Sodium, Counting(mine), Counting(theirs)));

    [Fact]
    public void Halves_stand_in_order_of_their_digits_not_of_their_fingerprints()
    {
        var (high, low) = (Filled(0xff), Filled(0x00));
        Assert.Equal(
            "896253581850299701858615072909897569846723364464608177932449",
            SafetyNumber.Of(Party.Sodium, low, high)
        );
    }

    [Fact]
    public void Both_sides_see_what_an_independent_computation_gives() =>
        Gen.Select(Fingerprints, Fingerprints)
            .Sample(
                (one, other) =>
                {
                    var number = SafetyNumber.Of(Party.Sodium, one, other);
                    Assert.Equal(number, SafetyNumber.Of(Party.Sodium, other, one));
                    string[] halves = [Half(one.ToBytes()), Half(other.ToBytes())];
                    Assert.Equal(string.Concat(halves.Order(StringComparer.Ordinal)), number);
                    Assert.Equal(SafetyNumber.Digits, number.Length);
                },
                iter: 20
            );

    [Fact]
    public void Another_bit_of_a_fingerprint_gives_another_number() =>
        Gen.Select(Fingerprints, Fingerprints, Gen.Int[0, 255])
            .Sample(
                (one, other, bit) =>
                {
                    var bytes = other.ToBytes();
                    bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                    Assert.NotEqual(
                        SafetyNumber.Of(Party.Sodium, one, other),
                        SafetyNumber.Of(Party.Sodium, one, Fingerprint.Read(bytes))
                    );
                },
                iter: 20
            );

    [Fact]
    public void A_code_is_72_bytes_and_reads_as_what_it_was()
    {
        var bytes = new SafetyCode(Counting(0), Counting(0x20)).ToBytes();
        byte[] expected = [.. "RUBARU1"u8, 1, .. Enumerable.Range(0, 64).Select(i => (byte)i)];
        Assert.Equal(expected, bytes);
        Gen.Select(Fingerprints, Fingerprints)
            .Sample(
                (shows, expects) =>
                    SafetyCode.TryRead(new SafetyCode(shows, expects).ToBytes()) is { } read
                    && read == new SafetyCode(shows, expects)
            );
    }

    [Fact]
    public void Only_72_bytes_with_mark_and_version_are_a_code()
    {
        var bytes = new SafetyCode(Counting(0), Counting(0x20)).ToBytes();
        for (var i = 0; i < 8; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Assert.Null(SafetyCode.TryRead(changed));
            Assert.Equal(i == 7, SafetyCode.IsMarked(changed));
        }

        Assert.Null(SafetyCode.TryRead(bytes.AsSpan(..^1)));
        Assert.Null(SafetyCode.TryRead([.. bytes, 0]));
        Gen.Byte.Array[0, 100].Sample(any => SafetyCode.TryRead(any) is null);
    }

    private static Fingerprint Counting(int from) =>
        Fingerprint.Read([.. Enumerable.Range(from, Fingerprint.Size).Select(i => (byte)i)]);

    private static Fingerprint Filled(byte value) => Fingerprint.Read([.. Enumerable.Repeat(value, Fingerprint.Size)]);

    /// <summary>Section 10 once more, with another SHA-512 and whole numbers of any size.</summary>
    private static string Half(byte[] fingerprint)
    {
        var hash = Sha512([0, 1, .. fingerprint]);
        for (var i = 1; i <= 5200; i++)
        {
            hash = Sha512([.. hash, .. fingerprint]);
        }

        return string.Concat(
            Enumerable
                .Range(0, 6)
                .Select(i => new BigInteger(hash.AsSpan(i * 5, 5), isUnsigned: true, isBigEndian: true) % 100_000)
                .Select(group => group.ToString("D5", CultureInfo.InvariantCulture))
        );
    }

    private static byte[] Sha512(byte[] message)
    {
        var digest = new Sha512Digest();
        var hash = new byte[64];
        digest.BlockUpdate(message, 0, message.Length);
        digest.DoFinal(hash, 0);
        return hash;
    }
}
