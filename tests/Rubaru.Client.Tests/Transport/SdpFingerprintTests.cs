using CsCheck;
using Rubaru.Client.Transport;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

public sealed class SdpFingerprintTests
{
    private const string Hash =
        "7D:C4:0E:5B:55:AB:37:13:9A:7B:C6:2C:7E:57:4E:09:A4:1C:4D:83:CE:50:5E:34:1A:0F:2B:5E:9A:8B:7C:6D";

    [Theory]
    [InlineData("v=0\r\na=fingerprint:sha-256 {0}\r\n")]
    [InlineData("a=fingerprint:SHA-256 {0}\na=setup:actpass\na=fingerprint:sha-256 {0}\n")]
    public void One_distinct_fingerprint_is_read(string sdp)
    {
        var read = SdpFingerprint.TryRead(sdp.Replace("{0}", Hash, StringComparison.Ordinal));

        Assert.Equal(Convert.FromHexString(Hash.Replace(":", "", StringComparison.Ordinal)), read);
    }

    [Theory]
    [InlineData("v=0\r\n")]
    [InlineData("a=fingerprint:sha-1 {0}\r\n")]
    [InlineData("a=fingerprint:sha-256 {0}:00\r\n")]
    [InlineData("a=fingerprint:sha-256 {0}\r\na=fingerprint:sha-512 00:11\r\n")]
    [InlineData("a=fingerprint:sha-256 {0}\r\na=fingerprint:sha-256 {1}\r\n")]
    [InlineData("a=fingerprint:sha-256 7D-C4\r\n")]
    [InlineData("a=fingerprint:sha-256\r\n")]
    public void Anything_else_is_refused(string sdp)
    {
        var other = "00" + Hash[2..];
        var text = sdp.Replace("{0}", Hash, StringComparison.Ordinal).Replace("{1}", other, StringComparison.Ordinal);

        Assert.Null(SdpFingerprint.TryRead(text));
    }

    [Fact]
    public void No_text_makes_it_throw() =>
        Gen.String.Sample(text => SdpFingerprint.TryRead("a=fingerprint:sha-256 " + text) is null or { Length: 32 });
}
