namespace Rubaru.Sodium.Contract.Golden;

/// <summary>A golden file goes from back end to back end: each reads all of it, continues, and writes it anew.</summary>
public static class GoldenRelay
{
    public static byte[] Begin(ISodium sodium)
    {
        var (alice, bob) = (GoldenPerson.Create(sodium), GoldenPerson.Create(sodium));
        return Written(sodium, alice, bob, null);
    }

    /// <exception cref="CheckFailedException">Something in the file does not read as it was written.</exception>
    public static byte[] Continue(ISodium sodium, ReadOnlySpan<byte> json)
    {
        var file = GoldenFile.Read(json);
        return Written(sodium, file.Alice, file.Bob, file);
    }

    private static byte[] Written(ISodium sodium, GoldenPerson aliceRecord, GoldenPerson bobRecord, GoldenFile? before)
    {
        var (alice, bob) = (aliceRecord.Read(sodium), bobRecord.Read(sodium));
        using var aliceIdentity = alice.Identity;
        using var bobIdentity = bob.Identity;
        before?.Handshake.Read(sodium, alice, bob);
        before?.Envelope.Read(sodium, alice, bob);
        before?.Box.Read(sodium);
        before?.Link.Read(sodium);
        before?.Safety.Read(sodium, aliceIdentity.Fingerprint, bobIdentity.Fingerprint);

        var handshake = GoldenHandshake.Create(sodium, alice, bob);
        GoldenConversation conversation;
        if (before is null)
        {
            var (a, b) = handshake.Read(sodium, alice, bob);
            conversation = GoldenConversation.Create(sodium, alice, bob, a, b);
        }
        else
        {
            conversation = before.Conversation.Continue(sodium, alice, bob);
        }

        return new GoldenFile(
            aliceRecord,
            bobRecord,
            handshake,
            conversation,
            GoldenEnvelope.Create(sodium, alice, bob, handshake.Message),
            GoldenBox.Create(sodium),
            GoldenLink.Create(sodium),
            GoldenSafety.Create(sodium, aliceIdentity.Fingerprint, bobIdentity.Fingerprint)
        ).Write();
    }
}
