using System.Buffers.Binary;
using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Files;

/// <summary>
/// Parts of files of one contact that came by the server. Each is committed with the message that brought it, so that the
/// server may forget it; from there chunks go to the sealed copy, in order and only when they open, as those of a link do.
/// Key of a record: contact(16) || 11 || opaque name of file and number.
/// </summary>
internal sealed class ParcelReceiving(Engine engine, Conversation conversation)
{
    private readonly Dictionary<UInt128, HashSet<long>> _held = [];
    private readonly HashSet<UInt128> _unpacking = [];
    private long _taken;

    private Transfers Files => conversation.Files;

    public async Task LoadAsync()
    {
        foreach (var (_, map) in await engine.Records.ReadPrefixAsync(Table.Outbox, [.. conversation.Key, 11]))
        {
            if (map.Bytes(1, 16) is { } file && map.Unsigned(2) is { } number)
                Hold(MessageIds.Read(file), (long)number);
        }
        Wake();
    }

    /// <summary>Some of it came from the server and is not written yet, or just is.</summary>
    public bool IsComing(UInt128 file) => _held.ContainsKey(file) || _unpacking.Contains(file);

    /// <summary>Parcels of all files that are held.</summary>
    public int Held => _held.Values.Sum(numbers => numbers.Count);

    public bool IsUnpacking(UInt128 file) => _unpacking.Contains(file);

    /// <summary>
    /// Within the step that reads its message. Of a file that nobody wants, of another length, twice, or more than is held at
    /// once: it is dropped, and what is missing in the end is asked for over a link.
    /// </summary>
    public void Take(Step step, FileParcel parcel)
    {
        if (
            engine.Platform.Files is null
            || Files.Find(parcel.File, mine: false)
                is not { State: TransferState.Waiting or TransferState.Paused } transfer
            || transfer.Size > FileLimits.Unasked
            || _held.GetValueOrDefault(parcel.File)?.Contains(parcel.Number) == true
            || Held >= FileLimits.HeldParcels
        )
            return;
        var size = new ParcelSize(transfer.Chunks);
        if (parcel.Number >= size.Count || parcel.Bytes.Length != size.LengthOf(parcel.Number))
        {
            engine.Drops.Malformed++;
            return;
        }
        // All of it is in chunks that are on the disk already, over whichever way they came.
        if (transfer.Done > 0 && transfer.Chunks.Upto(size.ChunksOf(parcel.Number).Last + 1) <= transfer.Done)
            return;
        var record = new CborRecord()
            .Add(1, MessageIds.Bytes(parcel.File))
            .Add(2, (ulong)parcel.Number)
            .Add(3, parcel.Bytes);
        step.Transaction.Put(Table.Outbox, Key(parcel.File, parcel.Number), record.ToBytes());
        step.After(() =>
        {
            Hold(parcel.File, parcel.Number);
            _taken++;
            Wake();
        });
    }

    /// <summary>The file is over: nothing of it is held any more.</summary>
    public void Drop(Transaction transaction, UInt128 file)
    {
        if (!_held.TryGetValue(file, out var numbers))
            return;
        foreach (var number in numbers)
            transaction.Delete(Table.Outbox, Key(file, number));
        transaction.After(() => _held.Remove(file));
    }

    /// <summary>What is held may go to its copy, unless a link writes there now.</summary>
    public void Wake()
    {
        if (engine.Platform.Files is not { } store)
            return;
        foreach (var file in _held.Keys.ToArray())
        {
            if (
                Files.Find(file, mine: false) is { State: TransferState.Waiting, IsChecking: false } transfer
                && !Files.Receiving.IsBusy(transfer)
                && _unpacking.Add(file)
            )
                engine.Spawn(() => RunAsync(transfer, store));
        }
    }

    private async Task RunAsync(Transfer transfer, IFileStore store)
    {
        var taken = -1L;
        var isWhole = false;
        try
        {
            while (taken != _taken && !isWhole && transfer.State == TransferState.Waiting)
            {
                taken = _taken;
                isWhole = await UnpackAsync(transfer, store);
            }
        }
        catch (StorageFullException)
        {
            await Files.PauseAsync(transfer, TransferProblem.DiskFull);
        }
        finally
        {
            _unpacking.Remove(transfer.Id);
            Files.Tell(transfer, now: true);
        }
        if (isWhole && transfer.State == TransferState.Waiting)
            await Files.Receiving.CheckAsync(transfer, store);
        else
            Files.Receiving.Wake();
    }

    /// <returns>All of the file is on the disk.</returns>
    private async Task<bool> UnpackAsync(Transfer transfer, IFileStore store)
    {
        var have = await store.CountAsync(transfer.Secret, transfer.Size);
        if (
            await store.RoomAsync() is { } room
            && room - FileLimits.RoomKept < transfer.Size - transfer.Chunks.Upto(have)
        )
            throw new StorageFullException("No room for the file.");
        while (have < transfer.Chunks.Chunks && transfer.State == TransferState.Waiting && !conversation.IsDeleted)
        {
            if (await BoxAsync(transfer, have) is not { } box)
                break;
            if (!await store.WriteAsync(transfer.Secret, transfer.Size, have, box))
            {
                // The ratchet vouches for the sender: it was sealed so.
                await Files.FailAsync(transfer, TransferProblem.Corrupt);
                return false;
            }
            have++;
            transfer.Reach(transfer.Chunks.Upto(have));
            Files.Tell(transfer);
        }
        if (have >= transfer.Chunks.Chunks)
            return true;
        await ForgetAsync(transfer, have);
        return false;
    }

    /// <returns>The sealed chunk; <c>null</c> while parts of it are missing.</returns>
    private async Task<byte[]?> BoxAsync(Transfer transfer, long chunk)
    {
        var size = new ParcelSize(transfer.Chunks);
        var (first, last) = size.ParcelsOf(chunk);
        var bytes = new List<byte>();
        for (var number = first; number <= last; number++)
        {
            if (
                _held.GetValueOrDefault(transfer.Id)?.Contains(number) != true
                || (await engine.Records.ReadAsync(Table.Outbox, Key(transfer.Id, number)))?.Bytes(3) is not { } parcel
                || parcel.Length != size.LengthOf(number)
            )
                return null;
            bytes.AddRange(parcel);
        }
        var skip = (int)(chunk * E2ee.FileCipher.SealedChunkSize - first * ParcelSize.Bytes);
        return [.. bytes[skip..(skip + transfer.Chunks.BoxOf(chunk))]];
    }

    /// <summary>Parcels that are in chunks on the disk. The last ones stay until the whole file was compared.</summary>
    private async Task ForgetAsync(Transfer transfer, long have)
    {
        using var held = await engine.Lock.EnterAsync();
        if (conversation.IsDeleted || !_held.TryGetValue(transfer.Id, out var numbers))
            return;
        var size = new ParcelSize(transfer.Chunks);
        var gone = numbers.Where(number => size.ChunksOf(number).Last < have).ToArray();
        if (gone.Length == 0)
            return;
        var transaction = engine.Begin();
        foreach (var number in gone)
            transaction.Delete(Table.Outbox, Key(transfer.Id, number));
        transaction.After(() =>
        {
            numbers.ExceptWith(gone);
            if (numbers.Count == 0)
                _held.Remove(transfer.Id);
        });
        await engine.CommitAsync(transaction);
    }

    private void Hold(UInt128 file, long number)
    {
        if (!_held.TryGetValue(file, out var numbers))
            _held.Add(file, numbers = []);
        numbers.Add(number);
    }

    private byte[] Key(UInt128 file, long number)
    {
        var name = new byte[16 + 8];
        MessageIds.Bytes(file).CopyTo(name, 0);
        BinaryPrimitives.WriteInt64BigEndian(name.AsSpan(16), number);
        return [.. conversation.Key, 11, .. engine.Records.Name("parcel"u8, [.. conversation.Key, .. name])];
    }
}
