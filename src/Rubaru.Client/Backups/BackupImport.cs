using System.Security.Cryptography;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Locking;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Client.Backups;

/// <summary>
/// Writes the records of a backup into a new, empty vault. The slot that opens the vault is written with the last of them:
/// until then this device has no profile, so a file that turns out bad, a full disk or a crash leave nothing behind.
/// </summary>
internal sealed class BackupImport(ISodium sodium, IStore store, Vault vault, DateTimeOffset now)
{
    private readonly Records _records = new(vault, store);
    private Transaction _transaction = new(vault, store, Schema.Current.Version);
    private int _pending;
    private Profile? _profile;
    private byte[]? _chat;
    private Tally _tally = Tally.New;

    /// <summary>The first position behind the history of the chat.</summary>
    private long _behind;

    /// <returns><c>false</c>: not a record of its kind.</returns>
    public async Task<bool> TakeAsync(BackupRecord record)
    {
        try
        {
            if (!Take(record))
                return false;
        }
        catch (VaultException)
        {
            // How the records of the vault say that they cannot be read.
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(record.Body);
        }
        if (++_pending >= Limits.BackupPage)
        {
            await _transaction.CommitAsync();
            (_transaction, _pending) = (new Transaction(vault, store, Schema.Current.Version), 0);
        }
        return true;
    }

    /// <returns><c>false</c>: it holds no profile.</returns>
    public async Task<bool> FinishAsync(Change slot)
    {
        if (_profile is null || IdentityKeys.TryRead(sodium, _profile.Identity) is not { } identity)
            return false;
        EndChat();
        using (identity)
            _profile = new Prekeys(sodium, identity).CreateLasting(_transaction, _profile, now);
        _profile.Write(_transaction);
        (LockSettings.Usual with { Restored = true }).Write(_transaction);
        _transaction.Add(slot);
        _transaction.Add(Schema.Current.Written);
        await _transaction.CommitAsync();
        return true;
    }

    private bool Take(BackupRecord record)
    {
        switch (record.Kind)
        {
            case BackupKind.Profile when _profile is null && Map(record.Body) is { } map:
                _profile = Profile.Read(map).Restored(sodium);
                return true;
            case BackupKind.Block when Map(record.Body)?.Bytes(1, Fingerprint.Size) is { } peer:
                Put(Table.Blocks, _records.Name("block"u8, peer), record.Body);
                return true;
            case BackupKind.Capability when Map(record.Body) is { } map:
                new Capabilities(sodium, _records).Restore(_transaction, map);
                return true;
            case BackupKind.Invite when Map(record.Body.AsMemory(Math.Min(8, record.Body.Length))) is not null:
                Put(Table.Invites, record.Body[..8], record.Body[8..]);
                return true;
            case BackupKind.Contact when Map(record.Body) is { } map:
                Contact(Identity.Contact.Read(map));
                return true;
            case BackupKind.Tally when _chat is not null && Map(record.Body) is { } map:
                _tally = Tally.Read(map);
                Put(Table.Contacts, [.. _chat, 1], record.Body);
                return true;
            case BackupKind.Draft when _chat is not null && Map(record.Body) is not null:
                Put(Table.Drafts, _chat, record.Body);
                return true;
            case BackupKind.Message or BackupKind.Line when _chat is not null && record.Body.Length > 8:
                return Message([.. _chat, .. record.Body.AsSpan(0, 8)], Map(record.Body.AsMemory(8)));
            default:
                return false;
        }
    }

    /// <summary>
    /// New capabilities for everybody: the server may have been told meanwhile that the old ones ended. They are put again
    /// all the same, because until the contact hears of the new ones it has no others.
    /// </summary>
    private void Contact(Contact contact)
    {
        EndChat();
        (_chat, _tally, _behind) = (_records.Contact(contact.Peer), Tally.New, 0);
        var isReached = contact.FirstContact is FirstContact.Complete or FirstContact.AwaitingReply;
        if (contact.StoredCapability.Length > 0 && isReached)
        {
            var capabilities = new Capabilities(sodium, _records);
            contact = contact with
            {
                StoredCapability = capabilities.IssueTo(_transaction, contact.Peer, DepositClass.Stored, contact.Mode),
                TransientCapability = capabilities.IssueTo(_transaction, contact.Peer, DepositClass.Transient),
                UpdateDue = true,
                // There is no session any more, whoever had one.
                SetUpAgain = contact.FirstContact == FirstContact.Complete,
            };
        }
        (contact with { SessionLostSent = [] }).Write(_transaction, _chat);
    }

    /// <summary>
    /// Files made before the export kept to the counters may hold messages beyond them: what comes next goes behind those.
    /// </summary>
    private void EndChat()
    {
        if (_chat is not null && _behind > _tally.Position)
            (_tally with { Position = _behind }).Write(_transaction, _chat);
    }

    private bool Message(byte[] key, CborMap? map)
    {
        if (map is null)
            return false;
        var stored = StoredMessage.Read(key, map);
        var message = stored.Message;
        _behind = Math.Max(_behind, History.Behind(message.Order));
        // Its time ran out while the file lay somewhere.
        if (message.Vanishes <= now)
            return true;
        // What was under way when the backup was made may have arrived since: nobody knows, and nothing goes by itself.
        if (message.Mine && message.State is MessageState.Waiting or MessageState.Sealed or MessageState.Expired)
            message = message with { State = MessageState.NotConfirmed, Expires = null, IsWithdrawing = false };
        // So may have been a change of it.
        message = message with
        {
            Underway = Amendment.None,
            Unconfirmed = message.Unconfirmed | message.Underway,
        };
        if (message.Mine)
            MessageIndex.Put(_transaction, _records, _chat!, message.Id, message.Order);
        if (message.Vanishes is { } vanishes)
            Vanishing.Put(_transaction, _records, _chat!, message.Order, vanishes);
        if (!message.Mine && message.Kind != MessageKind.System)
        {
            // Its sender may send it once more, because my receipts died with the session.
            var seen = new CborRecord()
                .Add(1, message.Path != MessagePath.Server)
                .AddSigned(2, message.Order)
                .ToBytes();
            _transaction.Put(Table.Seen, Seen.Message(_records, _chat!, message.Id), seen);
        }
        _transaction.Put(Table.Messages, key, (stored with { Message = message }).ToBytes());
        return true;
    }

    private void Put(Table table, byte[] key, byte[] record) => _transaction.Put(table, key, [.. record]);

    private static CborMap? Map(ReadOnlyMemory<byte> record) => CborMap.TryRead(record);
}
