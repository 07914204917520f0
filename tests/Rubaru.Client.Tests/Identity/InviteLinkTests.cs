using CsCheck;
using Rubaru.Client.Identity;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Identity;

public sealed class InviteLinkTests
{
    private static readonly InviteLink _link = new(
        "http://localhost:5080",
        0,
        new Fingerprint(0x0102030405060708, 9),
        new MailboxId(7),
        [.. Enumerable.Range(0, 32).Select(i => (byte)i)],
        DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
        "Asha अ"
    );

    [Fact]
    public void A_link_is_86_bytes_and_a_name_after_the_hash()
    {
        var text = InviteLinkCodec.Write(_link);

        Assert.StartsWith("http://localhost:5080/i#", text, StringComparison.Ordinal);
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text.AsSpan(24));
        Assert.Equal(86 + 8, bytes.Length);
        Assert.Equal(1, bytes[0]);
        Assert.Equal(_link.Fingerprint.ToBytes(), bytes[2..34]);
        Assert.Equal(_link.Mailbox.ToBytes(), bytes[34..50]);
        Assert.Equal(_link.Secret, bytes[50..82]);
        Assert.Equal(1_800_000_000u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(82)));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("  {0}\n")]
    [InlineData("Connect with me: {0}. See you!")]
    [InlineData("<{0}>")]
    [InlineData("old http://example.org/x new {0} thanks")]
    public void A_link_is_found_in_what_people_paste(string pattern)
    {
        var (problem, link) = InviteLinkCodec.Read(pattern.Replace("{0}", InviteLinkCodec.Write(_link)));

        Assert.Equal(InviteProblem.None, problem);
        Assert.Equal(_link with { Secret = link!.Secret }, link);
        Assert.Equal(_link.Secret, link.Secret);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("http://localhost:5080/i#")]
    [InlineData("http://localhost:5080/i#AQ")]
    [InlineData("localhost:5080/i#AQAAAA")]
    [InlineData("javascript:alert(1)/i#AQAAAA")]
    public void Other_texts_are_malformed(string text)
    {
        Assert.Equal((InviteProblem.Malformed, null), InviteLinkCodec.Read(text));
    }

    [Fact]
    public void A_later_version_says_so_whatever_its_length()
    {
        var text = "https://example.org/i#" + System.Buffers.Text.Base64Url.EncodeToString([2, 3, 4]);

        Assert.Equal((InviteProblem.Version, null), InviteLinkCodec.Read(text));
    }

    [Fact]
    public void A_version_before_the_first_is_told_apart_from_a_later_one()
    {
        var text = "https://example.org/i#" + System.Buffers.Text.Base64Url.EncodeToString([0, 3, 4]);

        Assert.Equal((InviteProblem.OlderVersion, null), InviteLinkCodec.Read(text));
    }

    [Theory]
    [InlineData("Asha", "asha", true)]
    [InlineData("Asha", "A sha", true)]
    [InlineData("Asha", "As\u200bha\u2060", true)]
    [InlineData("Asha", "Ashok", false)]
    [InlineData("", "", false)]
    [InlineData("\u200b", " ", false)]
    public void A_name_looks_like_another_when_only_case_spaces_and_what_nobody_sees_differ(
        string one,
        string other,
        bool alike
    ) => Assert.Equal(alike, DisplayName.LooksLike(one, other));

    [Fact]
    public void A_cut_link_or_one_with_another_encoding_of_the_same_bytes_is_malformed()
    {
        var text = InviteLinkCodec.Write(_link with { Name = "" });
        Assert.Equal(InviteProblem.Malformed, InviteLinkCodec.Read(text[..^4]).Problem);

        // 86 bytes leave four unused bits in the last character; setting one changes nothing but the text.
        var last = (char)(text[^1] + 1);
        Assert.Equal(InviteProblem.Malformed, InviteLinkCodec.Read(text[..^1] + last).Problem);
    }

    [Fact]
    public void Unknown_flags_are_malformed()
    {
        Assert.Equal(
            InviteProblem.Malformed,
            InviteLinkCodec.Read(InviteLinkCodec.Write(_link with { Flags = 4 })).Problem
        );
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        var link = InviteLinkCodec.Write(_link);
        Gen.Select(Gen.Int[0, link.Length - 1], Gen.Char)
            .Sample(change => InviteLinkCodec.Read(link[..change.Item1] + change.Item2 + link[(change.Item1 + 1)..]));
        Gen.String.Sample(text => InviteLinkCodec.Read(text + "/i#" + text));
    }

    [Theory]
    [InlineData("  Asha  ", "Asha")]
    [InlineData("A\nB\u0007", "AB")]
    [InlineData("\u202Eevil\u2066", "evil")]
    [InlineData("क्ष\u200Dत्र", "क्ष\u200Dत्र")]
    public void Names_are_one_clean_line(string name, string clean)
    {
        Assert.Equal(clean, DisplayName.Clean(name));
    }

    [Fact]
    public void Names_are_cut_at_64_bytes_between_runes()
    {
        var name = DisplayName.Clean(new string('a', 62) + "अbc");

        Assert.Equal(new string('a', 62), name);
    }
}
