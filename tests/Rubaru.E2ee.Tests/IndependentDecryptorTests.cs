using Xunit;

namespace Rubaru.E2ee.Tests;

public class IndependentDecryptorTests
{
    private const int Epoch1Header = 46 + 1216 + 3570;
    private const int Epoch2Header = 46 + 1216 + 1120 + 1120;
    private const int Header = 46 + 1216 + 1120;

    [Fact]
    public void Epochs_1_to_3_open_with_a_second_implementation_of_the_text()
    {
        var (alice, bob) = (new Party(), new Party());
        byte[] psk = [.. Enumerable.Range(0, 32).Select(i => (byte)(i * 7))];
        var a0 = alice.Initiate(bob, new HandshakeInvite(0x0102030405060708, psk));
        var first = a0.Encrypt(Party.Sodium, [1, 0, 0x80, 0]);
        var second = first.Next.Encrypt(Party.Sodium, []);

        var independent = new IndependentDecryptor(
            first.Message,
            bob.Identity.Public.Bytes,
            bob.Identity.DhSecret.ToArray(),
            bob.Identity.KemSecret.ToArray(),
            bob.Signed.PublicKey,
            bob.Signed.SecretKey,
            bob.Kem.PublicKey,
            bob.Kem.SecretKey,
            psk
        );
        Assert.Equal(independent.TranscriptHash[..16], first.Message[2..18]);
        Assert.Equal([1, 0, 0x80, 0], independent.Open(first.Message, Epoch1Header, 0));
        Assert.Equal([], independent.Open(second.Message, Epoch1Header, 1));

        var b1 = bob.Accept(alice, first.Message, psk)!.Session;
        var b2 = b1.Encrypt(Party.Sodium, [2]);
        var b3 = b2.Next.Encrypt(Party.Sodium, new byte[5000]);
        independent.Turn(
            b2.Message,
            first.Message[46..1262],
            SessionFields.Read(second.Next, SessionFields.RatchetSecret),
            alice.Identity.KemSecret.ToArray()
        );
        Assert.Equal([2], independent.Open(b2.Message, Epoch2Header, 0));
        Assert.Equal(new byte[5000], independent.Open(b3.Message, Epoch2Header, 1));

        var a3 = alice.Decrypt(second.Next, b3.Message).Next!.Encrypt(Party.Sodium, [3]);
        independent.Turn(
            a3.Message,
            b2.Message[46..1262],
            SessionFields.Read(b3.Next, SessionFields.RatchetSecret),
            null
        );
        Assert.Equal([3], independent.Open(a3.Message, Header, 0));
        Assert.Throws<InvalidOperationException>(() => independent.Open(a3.Message, Header, 1));
    }
}
