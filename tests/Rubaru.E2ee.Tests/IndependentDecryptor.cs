using static Rubaru.E2ee.Tests.Independent;

namespace Rubaru.E2ee.Tests;

/// <summary>
/// Opens messages of epochs 1, 2 and 3 from nothing but bytes and the secrets of both sides, written from the text of
/// protocol sections 2, 4 and 5 with offsets as numbers. It knows no type of the product but the raw keys.
/// </summary>
internal sealed class IndependentDecryptor
{
    private readonly byte[] _initiator;
    private readonly byte[] _responder;
    private byte[] _root;
    private byte[] _chain;

    /// <summary>B's half of section 4, from a message of epoch 1.</summary>
    public IndependentDecryptor(
        byte[] message,
        byte[] responderIdentity,
        byte[] dhSecret,
        byte[] kemSecret,
        byte[] signedPublic,
        byte[] signedSecret,
        byte[] kemPrekeyPublic,
        byte[] kemPrekeySecret,
        byte[] psk
    )
    {
        var hs = message[1262..4832];
        _initiator = Sha256(Join(Ascii("Rubaru/1 id"), hs[..1281]));
        _responder = Sha256(Join(Ascii("Rubaru/1 id"), responderIdentity));
        var ephemeral = hs[1281..1313];
        var dh1 = X25519Agree(signedSecret, hs[33..65]);
        var dh2 = X25519Agree(dhSecret, ephemeral);
        var dh3 = X25519Agree(signedSecret, ephemeral);
        var ss1 = XWingDecapsulate(kemPrekeySecret, hs[1330..2450]);
        var ss2 = XWingDecapsulate(kemSecret, hs[2450..3570]);
        TranscriptHash = Sha256(Join(Ascii("Rubaru/1 hs"), hs, _responder, signedPublic, Sha256(kemPrekeyPublic)));
        var ff = Enumerable.Repeat((byte)0xFF, 32).ToArray();
        var prk = Hmac(new byte[32], Join(ff, dh1, dh2, dh3, ss1, ss2, psk));
        var okm = Expand(prk, Join(Ascii("Rubaru/1 sk"), TranscriptHash), 64);
        (_root, _chain) = (okm[..32], okm[32..]);
    }

    public byte[] TranscriptHash { get; }

    /// <summary>The root step of the receiver of a new epoch (5.2, 5.6).</summary>
    public void Turn(byte[] message, byte[] previousPublic, byte[] ratchetSecret, byte[]? identityKemSecret)
    {
        var secrets = XWingDecapsulate(ratchetSecret, message[1262..2382]);
        var keys = message[46..2382];
        if (identityKemSecret is not null)
        {
            secrets = Join(secrets, XWingDecapsulate(identityKemSecret, message[2382..3502]));
            keys = message[46..3502];
        }

        var prk = Hmac(_root, secrets);
        var info = Join(Ascii("Rubaru/1 root"), message[18..22], Sha256(Join(previousPublic, keys)));
        var okm = Expand(prk, info, 64);
        (_root, _chain) = (okm[..32], okm[32..]);
    }

    /// <summary>Message n of the current epoch (5.3, 5.4, 5.7); throws when commitment, tag or padding is wrong.</summary>
    public byte[] Open(byte[] message, int headerLength, int counter)
    {
        var chain = _chain;
        for (var i = 0; i < counter; i++)
        {
            chain = Hmac(chain, [0x02]);
        }

        var okm = Expand(Hmac(chain, [0x01]), Join(Ascii("Rubaru/1 mk"), message[30..46]), 76);
        var header = message[..headerLength];
        if (!okm.AsSpan(44, 32).SequenceEqual(message.AsSpan(headerLength, 32)))
        {
            throw new InvalidOperationException("Commitment.");
        }

        var padded = AeadOpen(
            okm[..32],
            okm[32..44],
            Join(Ascii("Rubaru/1 msg"), _initiator, _responder, header),
            message[(headerLength + 32)..]
        );
        var mark = Array.FindLastIndex(padded, b => b != 0);
        return padded[mark] == 0x80 ? padded[..mark] : throw new InvalidOperationException("Padding.");
    }
}
