#pragma warning disable RS0030 // P-256 is what RFC 8291 and 8292 prescribe (decision 0010).
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Rubaru.Server.Push;
using Xunit;

namespace Rubaru.Server.Tests.Push;

/// <summary>The examples that the RFCs themselves give.</summary>
public sealed class PushVectorTests
{
    [Fact]
    public void The_example_of_rfc_8291_is_made_byte_for_byte()
    {
        const string Text = "When I grow up, I want to be a watermelon";
        var device = new PushSubscription(
            "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
            Read("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            Read("BTBZMqHH6r4Tts7J_aSIgg")
        );
        using var sender = ECDiffieHellman.Create(
            Key(
                "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
                "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
            )
        );
        var body = PushEncryption.Encrypt(
            Account.Sodium,
            device,
            Encoding.ASCII.GetBytes(Text),
            Text.Length + 1,
            sender,
            Read("DGv6ra1nlYgDCS1FRnbzlw")
        );
        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
                + "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
                + "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(body)
        );
    }

    [Fact]
    public void The_token_of_rfc_8292_is_what_this_server_signs_and_its_signature_holds_for_it()
    {
        const string Signature =
            "i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
        const string Public = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
        using var key = new VapidKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var authorization = key.Authorize(
            "https://push.example.net",
            "mailto:push@example.com",
            DateTimeOffset.FromUnixTimeSeconds(1_453_523_768) - TimeSpan.FromHours(12)
        );
        var token = authorization.Split(["vapid t=", ", k="], StringSplitOptions.RemoveEmptyEntries)[0];
        var signed = token[..token.LastIndexOf('.')];
        Assert.Equal(
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1"
                + "YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0",
            signed
        );
        using var theirs = ECDsa.Create(Key(Public));
        Assert.True(Verify(theirs, signed, Signature));
        using var ours = ECDsa.Create(Key(Base64Url.EncodeToString(key.PublicKey)));
        Assert.True(Verify(ours, signed, token[(token.LastIndexOf('.') + 1)..]));
        Assert.False(Verify(theirs, signed, token[(token.LastIndexOf('.') + 1)..]));
        Assert.EndsWith($", k={Base64Url.EncodeToString(key.PublicKey)}", authorization, StringComparison.Ordinal);
    }

    private static bool Verify(ECDsa key, string signed, string signature) =>
        key.VerifyData(Encoding.ASCII.GetBytes(signed), Read(signature), HashAlgorithmName.SHA256);

    private static ECParameters Key(string point, string? secret = null) =>
        new()
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Read(point)[1..33], Y = Read(point)[33..] },
            D = secret is null ? null : Read(secret),
        };

    private static byte[] Read(string text) => Base64Url.DecodeFromChars(text);
}
