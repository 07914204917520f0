using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Backups;

/// <summary>Reads every record of a backup as a restore would, and writes nothing.</summary>
internal sealed class BackupAudit(ISodium sodium)
{
    private bool _hasProfile;
    private bool _hasChat;

    public Task<bool> TakeAsync(BackupRecord record)
    {
        try
        {
            return Task.FromResult(IsSound(record));
        }
        catch (VaultException)
        {
            // How the records of the vault say that they cannot be read.
            return Task.FromResult(false);
        }
    }

    /// <summary>A file without a profile restores nobody.</summary>
    public BackupCheck Of(BackupCheck check) =>
        check.Problem == BackupProblem.None && !_hasProfile ? new BackupCheck(BackupProblem.Damaged) : check;

    private bool IsSound(BackupRecord record)
    {
        var head = record.Kind switch
        {
            BackupKind.Message or BackupKind.Line or BackupKind.Invite => 8,
            _ => 0,
        };
        if (record.Body.Length < head || CborMap.TryRead(record.Body.AsMemory(head)) is not { } map)
            return false;
        switch (record.Kind)
        {
            case BackupKind.Profile:
                using (var identity = IdentityKeys.TryRead(sodium, Profile.Read(map).Identity))
                    return !_hasProfile && (_hasProfile = identity is not null);
            case BackupKind.Contact:
                return Contact.Read(map) is { } && (_hasChat = true);
            case BackupKind.Message or BackupKind.Line:
                return _hasChat && StoredMessage.Read([.. new byte[16], .. record.Body.AsSpan(0, 8)], map) is { };
            case BackupKind.Capability:
                return map.Bytes(1, Wire.Limits.CapabilitySize) is not null;
            case BackupKind.Block:
                return map.Bytes(1, Fingerprint.Size) is not null;
            default:
                return record.Kind != BackupKind.Head;
        }
    }
}
