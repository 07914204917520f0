using System.Formats.Cbor;
using CsCheck;
using Xunit;

namespace Rubaru.E2ee.Tests;

public class SessionRecordTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_read_back_session_goes_on_like_the_one_that_was_written(int turns)
    {
        var pair = Pair.After(turns);
        var skippedA = pair.FromB([7]);
        pair.ToA(pair.FromB([8]));
        var skippedB = pair.FromA([9]);
        pair.ToB(pair.FromA([10]));
        (pair.A, pair.B) = (Again(pair.A), Again(pair.B));

        Assert.Equal([7], pair.ToA(skippedA).Content!);
        Assert.Equal([9], pair.ToB(skippedB).Content!);
        (pair.A, pair.B) = (Again(pair.A), Again(pair.B));
        Assert.Equal([11], pair.ToA(pair.FromB([11])).Content!);
        Assert.Equal([12], pair.ToB(pair.FromA([12])).Content!);
    }

    [Fact]
    public void Sessions_that_only_began_are_read_back_too()
    {
        var (alice, bob) = (new Party(), new Party());
        var first = Again(alice.Initiate(bob)).Encrypt(Party.Sodium, [1]);
        var accepted = bob.Accept(alice, first.Message)!;
        var answer = Again(accepted.Session).Encrypt(Party.Sodium, [2]);
        Assert.Equal([2], alice.Decrypt(Again(first.Next), answer.Message).Content!);
    }

    [Fact]
    public void Unknown_keys_are_ignored()
    {
        var session = Pair.After(2).A;
        var known = session.ToBytes();
        var writer = new CborWriter(CborConformanceMode.Canonical);
        var reader = new CborReader(known, CborConformanceMode.Canonical);
        var entries = reader.ReadStartMap()!.Value;
        writer.WriteStartMap(entries + 2);
        for (var i = 0; i < entries; i++)
        {
            writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
            writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
        }

        writer.WriteUInt32(999);
        writer.WriteStartArray(1);
        writer.WriteTextString("from a newer version");
        writer.WriteEndArray();
        writer.WriteTextString("a key that is no number");
        writer.WriteUInt32(1);
        writer.WriteEndMap();
        Assert.Equal(known, Session.TryRead(writer.Encode())!.ToBytes());
    }

    [Fact]
    public void Another_version_and_a_cut_record_are_not_read()
    {
        var bytes = Pair.After(2).A.ToBytes();
        Assert.NotNull(Session.TryRead(bytes));
        for (var length = 0; length < bytes.Length; length += 97)
        {
            Assert.Null(Session.TryRead(bytes.AsSpan(0, length)));
        }

        Assert.Null(Session.TryRead([.. bytes, 0]));
        Assert.Equal((1, 1), (bytes[1], bytes[2])); // key 1, version 1
        bytes[2] = 2;
        Assert.Null(Session.TryRead(bytes));
    }

    [Fact]
    public void No_bytes_make_reading_throw()
    {
        var pairs = Enumerable.Range(0, 4).Select(turns => Pair.After(turns)).ToArray();
        var sessions = pairs.SelectMany(pair => new[] { pair.A.ToBytes(), pair.B.ToBytes() }).ToArray();
        Gen.Select(Gen.Int[0, sessions.Length - 1], Gen.Int[0, 200], Gen.Byte, Gen.Byte.Array[0, 300])
            .Sample(
                (which, position, value, noise) =>
                {
                    var changed = sessions[which].ToArray();
                    changed[position] = value;
                    // Whatever is read can be written and used without an exception.
                    _ = Session.TryRead(changed)?.ToBytes();
                    _ = Session.TryRead(noise);
                    _ = IdentityKeys.TryRead(Party.Sodium, noise);
                },
                iter: RunLength.Of(3000)
            );
    }

    private static Session Again(Session session)
    {
        var bytes = session.ToBytes();
        var again = Session.TryRead(bytes)!;
        Assert.Equal(bytes, again.ToBytes());
        return again;
    }
}
