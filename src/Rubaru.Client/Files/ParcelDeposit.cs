using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Files;

/// <summary>
/// The one parcel of a chat that is on its way: a ratchet message in an envelope like any other, under one name until it is
/// answered. Its bytes live in memory only; what the server may have of it is on record before it leaves.
/// </summary>
internal sealed class ParcelDeposit(Engine engine, Conversation conversation)
{
    private UInt128? _file;
    private byte[] _message = [];

    public ServerCopy? Copy { get; private set; }

    public DepositId? UnderWay { get; private set; }

    /// <summary>A parcel of this file was prepared and not answered.</summary>
    public bool Has(UInt128 file) => _file == file && Copy is not null;

    /// <returns>The bytes of the sealed copy; <c>null</c> when they are not there.</returns>
    public static async Task<byte[]?> ReadAsync(IFileStore store, Transfer transfer, long number)
    {
        var size = new ParcelSize(transfer.Chunks);
        var (first, last) = size.ChunksOf(number);
        var boxes = await store.ReadAsync(transfer.Secret, transfer.Size, first, (int)(last - first) + 1);
        var skip = (int)(number * ParcelSize.Bytes - first * FileCipher.SealedChunkSize);
        return boxes?[skip..(skip + size.LengthOf(number))];
    }

    /// <summary>Encrypts it within the step; the caller commits the copy with the same step, before anything leaves.</summary>
    /// <returns><c>null</c> while there is no session.</returns>
    public ServerCopy? Prepare(Step step, Posting posting, byte[] bytes)
    {
        var body = new FileParcel(posting.File, (int)posting.Next, bytes).ToBytes();
        if (step.EncryptOnly(ContentType.FileParcel, body, engine.RandomNumber()) is not { } message)
            return null;
        step.Tally = step.Tally with { Parcels = step.Tally.Parcels + 1 };
        var random = new byte[DepositId.Size + Wire.Limits.WithdrawSecretSize];
        engine.Sodium.Random(random);
        var until = engine.ServerNow + Limits.MostRetention;
        var copy = new ServerCopy(DepositId.Read(random), random[DepositId.Size..], until);
        step.After(() => (_file, _message, Copy) = (posting.File, message, copy));
        return copy;
    }

    /// <param name="may">Asked right before it leaves, whatever was awaited until then.</param>
    /// <returns>The server's answer; <c>null</c> without one, or when it may not leave.</returns>
    public async Task<Frame?> SendAsync(Func<bool> may)
    {
        if (Copy is not { } copy)
            return null;
        if ((await MailboxKeys.FreshRouteAsync(engine, conversation)).Route is not { } route || !may() || Copy != copy)
            return null;
        var hash = new byte[Wire.Limits.HashSize];
        engine.Sodium.Sha256(copy.Secret, hash);
        var envelope = route.Seal(engine.Sodium, engine.Identity.Fingerprint, _message);
        var ttl = (uint)Limits.MostRetention.TotalSeconds;
        UnderWay = copy.Deposit;
        try
        {
            return await engine.Deposits.DepositAsync(
                new Deposit(copy.Deposit, route.Stored, DepositClass.Stored, ttl, hash, envelope)
            );
        }
        finally
        {
            UnderWay = null;
            conversation.Withdrawals.Wake();
        }
    }

    public void Forget(UInt128 file)
    {
        if (_file == file)
            (_file, _message, Copy) = (null, [], null);
    }
}
