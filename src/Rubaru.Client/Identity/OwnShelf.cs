using System.Buffers.Binary;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Identity;

/// <summary>
/// My shelf of prekeys at the server (protocol sections 2.1, 7.1): filled at the first login, refilled when one-time keys
/// run low, renewed every seven days, and looked at once a day as a contact would see it.
/// </summary>
internal sealed class OwnShelf(Engine engine)
{
    /// <summary>One-time keys that the server has, as it said last; <c>null</c>: to be asked for.</summary>
    private int? _left;
    private DateTimeOffset _asked;
    private DateTimeOffset? _checked;
    private DateTimeOffset? _renewed;
    private bool _renewing;
    private bool _checking;
    private bool _wiping;

    /// <summary>The shelf was put again because it was wrong, and is still wrong.</summary>
    public bool IsWrong { get; private set; }

    public void Greeted(LoggedIn login)
    {
        // Its word may be any number: more than a shelf holds is a full shelf.
        _left = (int)Math.Min(login.OneTimePrekeys, Limits.OneTimePrekeys);
        _asked = engine.Time.GetUtcNow();
    }

    /// <summary>Somebody used a one-time key, and perhaps more were handed out: ask how many are left.</summary>
    public void Taken()
    {
        _left = null;
        engine.SyncSoon();
    }

    /// <summary>
    /// Somebody was given keys that are not here: this device may be an old image of itself. New lasting keys and fifty new
    /// one-time keys push all others off the shelf. Once a day: nobody can make this device busy with it.
    /// </summary>
    public void Unknown()
    {
        var now = engine.Time.GetUtcNow();
        if (_renewed is { } last && (now - last).Duration() < Limits.SelfCheckPause)
            return;
        (_renewed, _renewing) = (now, true);
        engine.SyncSoon();
    }

    /// <summary>Once a minute: what time alone makes due.</summary>
    public void Upkeep()
    {
        if (!engine.IsOpen)
            return;
        var now = engine.Time.GetUtcNow();
        if ((now - _asked).Duration() >= Limits.PrekeyCountPause)
            Taken();
        else if (engine.Prekeys.IsRotationDue(now) || engine.Prekeys.IsPublicationDue)
            engine.SyncSoon();
        var pause = IsWrong ? Limits.PrekeyCountPause : Limits.SelfCheckPause;
        if (!_checking && (_checked is not { } last || (now - last).Duration() >= pause))
            engine.Spawn(CheckAsync);
        if (!_wiping && engine.IsDrained)
            engine.Spawn(WipeAsync);
    }

    /// <returns><c>false</c>: the server did not confirm; to be tried again.</returns>
    public async Task<bool> SyncAsync()
    {
        if (await LeftAsync() is not { } left)
            return false;
        if (_renewing)
            left = 0;
        var (oneTime, due) = await PrepareAsync(left);
        if (!due)
            return true;
        _left = null;
        if (!await engine.Mailbox.PutAsync(request => engine.Prekeys.Publish(request, oneTime)))
            return false;
        (_left, _renewing) = (left + oneTime.Count, false);
        using var held = await engine.Lock.EnterAsync();
        var transaction = engine.Begin();
        engine.Prekeys.Retire(transaction, engine.Time.GetUtcNow());
        var profile = engine.Profile with { PrekeysPublished = true, FormerLogin = null };
        profile.Write(transaction);
        transaction.After(() => engine.Profile = profile);
        await engine.CommitAsync(transaction);
        return true;
    }

    private async Task<int?> LeftAsync()
    {
        if (!engine.Profile.PrekeysPublished)
            return 0;
        if (_left is null)
        {
            _left = (int?)(await engine.Mailbox.PrekeyCountAsync())?.OneTime;
            _asked = engine.Time.GetUtcNow();
        }
        return _left;
    }

    /// <summary>Secrets are committed before the server can hand out their keys.</summary>
    private async Task<(IReadOnlyList<SignedPrekey> OneTime, bool Due)> PrepareAsync(int left)
    {
        using var held = await engine.Lock.EnterAsync();
        var now = engine.Time.GetUtcNow();
        var transaction = engine.Begin();
        var profile = engine.Profile with { NextPrekey = engine.Profile.NextPrekey + Skip() };
        var before = profile;
        if (engine.Prekeys.IsRotationDue(now) || _renewing)
            profile = engine.Prekeys.CreateLasting(transaction, profile, now);
        List<SignedPrekey> oneTime = [];
        if (left < Limits.OneTimePrekeysLow)
        {
            // A server that never has any, or says so, does not fill this device before the next wiping either.
            var room = Math.Max(0, Limits.OneTimeSecrets - engine.Prekeys.Count(PrekeyType.OneTime));
            var count = Math.Clamp(Limits.OneTimePrekeys - left, 0, Math.Min(Limits.OneTimePrekeys, room));
            (profile, oneTime) = engine.Prekeys.CreateOneTime(transaction, profile, count, now);
        }
        if (profile != before)
        {
            profile.Write(transaction);
            transaction.After(() => engine.Profile = profile);
            await engine.CommitAsync(transaction);
        }
        return (oneTime, oneTime.Count > 0 || engine.Prekeys.IsPublicationDue || !engine.Profile.PrekeysPublished);
    }

    /// <summary>
    /// Ids grow by chance: an old image of this device would otherwise give the ids of keys it has lost to others, and
    /// nobody could tell a stale mailbox key from the new one.
    /// </summary>
    private uint Skip()
    {
        Span<byte> random = stackalloc byte[2];
        engine.Sodium.Random(random);
        return BinaryPrimitives.ReadUInt16BigEndian(random) + (_renewing ? Limits.PrekeyIdsSkipped : 0);
    }

    /// <summary>
    /// Asks for my own bundle by a capability that I gave to a contact (section 10). What is there and not mine, or not the
    /// newest, is put again; if that does not help it is told.
    /// </summary>
    private async Task CheckAsync()
    {
        _checking = true;
        try
        {
            if (!engine.Profile.PrekeysPublished || engine.Prekeys.IsPublicationDue || Own() is not { } capability)
                return;
            if (await engine.Deposits.CheckBundleAsync(capability) is not { } answer)
                return;
            var isMine =
                answer is Bundle bundle
                && PrekeyBundle.TryRead(bundle.Bytes) is { } read
                && engine.Prekeys.IsMine(read);
            if (!isMine)
                isMine = await PutAgainAsync(capability);
            _checked = engine.Time.GetUtcNow();
            if (IsWrong == isMine)
            {
                IsWrong = !isMine;
                engine.Notify();
            }
        }
        finally
        {
            _checking = false;
        }
    }

    private async Task<bool> PutAgainAsync(byte[] capability)
    {
        if (!await engine.Mailbox.PutAsync(request => engine.Prekeys.Publish(request, [])))
            return false;
        var answer = await engine.Deposits.CheckBundleAsync(capability);
        return answer is Bundle bundle && PrekeyBundle.TryRead(bundle.Bytes) is { } read && engine.Prekeys.IsMine(read);
    }

    /// <summary>One that the server has confirmed. Whoever has no contact has nobody who could be given a wrong bundle.</summary>
    private byte[]? Own() =>
        engine
            .Capabilities.All.FirstOrDefault(issued =>
                issued is { Peer: not null, Dropped: Refusal.None, Synced: true, Classes: DepositClass.Transient }
            )
            ?.Capability;

    /// <summary>Secrets whose time is over; under the lock, so that nothing is being opened with one of them.</summary>
    private async Task WipeAsync()
    {
        _wiping = true;
        try
        {
            using var held = await engine.Lock.EnterAsync();
            if (!engine.IsDrained)
                return;
            var now = engine.Time.GetUtcNow();
            var transaction = engine.Begin();
            engine.Prekeys.Restamp(transaction, now);
            foreach (var key in engine.Prekeys.Outlived(now, engine.ServerNow))
                await engine.Prekeys.WipeAsync(transaction, engine.Records, key);
            if (!transaction.IsEmpty)
                await engine.CommitAsync(transaction);
        }
        finally
        {
            _wiping = false;
        }
    }
}
