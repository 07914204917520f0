using Rubaru.Client.Content;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Files;

/// <summary>
/// One file of a chat on this device, as the app shows it and as it is stored. What is stored changes only with a commit;
/// how far it came is the length of its sealed copy and stands in no record.
/// </summary>
public sealed class Transfer
{
    private readonly Pace _pace;

    internal Transfer(UInt128 file, FileSecret secret, long size, byte[] hash, bool mine, UInt128 message, Pace pace)
    {
        (Id, Secret, Size, Hash, Mine, MessageId) = (file, secret, size, hash, mine, message);
        _pace = pace;
    }

    /// <summary>It moved or changed. Raised on the engine's thread, a few times a second at most.</summary>
    public event Action? Moved;

    public UInt128 Id { get; }

    /// <summary>Plaintext bytes.</summary>
    public long Size { get; }

    /// <summary>I offered it.</summary>
    public bool Mine { get; }

    public TransferState State { get; private set; }
    public TransferProblem Problem { get; private set; }

    /// <summary>Bytes that the receiver has; of mine those that were sent to it on this link.</summary>
    public long Done { get; private set; }

    /// <summary>A stream of it is open.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>All of it is here and is compared with what was offered.</summary>
    public bool IsChecking { get; internal set; }

    /// <summary>Theirs, and received because it is small: nobody was asked.</summary>
    internal bool IsUnasked { get; private set; }

    /// <summary>When its state last changed; <c>null</c> for what an earlier version stored.</summary>
    public DateTimeOffset? Changed { get; private set; }

    /// <summary>When progress of it was last told; of the engine's clock.</summary>
    internal long? Told { get; set; }

    /// <summary>The other side paused it, or has just not the way for it.</summary>
    public bool PausedByPeer { get; internal set; }

    /// <summary>Bytes a second in the last seconds; <c>null</c> while nothing moves.</summary>
    public double? Rate => IsMoving ? _pace.Rate : null;

    /// <summary>Until it is there at this rate.</summary>
    public TimeSpan? Remaining =>
        Rate is { } rate and > 0 ? TimeSpan.FromSeconds(Math.Min((Size - Done) / rate, 999 * 3600)) : null;

    /// <summary>The whole plaintext can be had on this device.</summary>
    public bool IsHere =>
        State == TransferState.Complete
        || (Mine && State is not (TransferState.Declined or TransferState.Cancelled or TransferState.Failed));

    public bool IsOver => State >= TransferState.Complete;

    internal FileSecret Secret { get; }
    internal byte[] Hash { get; }
    internal UInt128 MessageId { get; }
    internal FileSize Chunks => new(Size);

    internal void Become(
        TransferState state,
        TransferProblem problem = TransferProblem.None,
        bool unasked = false,
        DateTimeOffset? changed = null
    )
    {
        (State, Problem, IsUnasked, Changed) = (state, problem, unasked, changed);
        if (state == TransferState.Complete)
            Done = Size;
    }

    internal void Reach(long done)
    {
        Done = done;
        _pace.Reach(done);
    }

    internal void Move(bool moving)
    {
        if (moving && !IsMoving)
            _pace.Begin(Done);
        IsMoving = moving;
    }

    internal void RaiseMoved() => Moved?.Invoke();

    internal byte[] ToBytes(TransferState state, TransferProblem problem, bool unasked, DateTimeOffset changed) =>
        new CborRecord()
            .Add(1, MessageIds.Bytes(Id))
            .Add(2, MessageIds.Bytes(Secret.Name))
            .Add(3, Secret.Key)
            .Add(4, Secret.Nonce)
            .Add(5, (ulong)Size)
            .Add(6, Hash)
            .Add(7, Mine)
            .Add(8, MessageIds.Bytes(MessageId))
            .Add(9, (ulong)state)
            .Add(10, (ulong)problem)
            .Add(11, unasked)
            .Add(12, (DateTimeOffset?)changed)
            .ToBytes();

    /// <exception cref="VaultException">Not what <see cref="ToBytes"/> wrote.</exception>
    internal static Transfer Read(CborMap map, Pace pace)
    {
        if (
            map.Bytes(1, 16) is not { } file
            || map.Bytes(2, 16) is not { } name
            || map.Bytes(3, FileSecret.KeySize) is not { } key
            || map.Bytes(4, E2ee.FileCipher.NonceSize) is not { } nonce
            || map.Unsigned(5) is not { } size
            || map.Bytes(6, 32) is not { } hash
            || map.Bytes(8, 16) is not { } message
        )
            throw new VaultException("The record of a file cannot be read.");
        var secret = new FileSecret(MessageIds.Read(name), key, nonce);
        var id = MessageIds.Read(file);
        var read = new Transfer(id, secret, (long)size, hash, map.Flag(7), MessageIds.Read(message), pace);
        read.Become(
            (TransferState)(map.Unsigned(9) ?? 0),
            (TransferProblem)(map.Unsigned(10) ?? 0),
            map.Flag(11),
            map.Time(12)
        );
        return read;
    }
}
