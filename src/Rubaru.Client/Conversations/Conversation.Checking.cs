using Rubaru.Client.Identity;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Checking who the other person is (protocol section 10). The mark belongs to the fingerprint, and the fingerprint of a
/// contact never changes: other keys are another contact.
/// </summary>
public sealed partial class Conversation
{
    private string? _safetyNumber;

    public VerificationLevel Level => Contact.Level;

    /// <summary>When the mark was set last; <c>null</c> while there is none.</summary>
    public DateTimeOffset? CheckedAt => Contact.CheckedAt;

    /// <summary>Checked once, but since then encryption was set up again or a code did not agree: a question mark.</summary>
    public bool NeedsCheck => Contact.NeedsCheck;

    /// <summary>"Check before you share anything sensitive" is to be asked: not yet answered with "Later".</summary>
    public bool AsksForCheck => NeedsCheck && !_laterChosen;
    private bool _laterChosen;

    /// <summary>60 digits, the same on both devices. Computed at the first use, some 10,000 hashes.</summary>
    public string SafetyNumber =>
        _safetyNumber ??= E2ee.SafetyNumber.Of(_engine.Sodium, _engine.Identity.Fingerprint, Peer);

    /// <summary>What the other device scans: 72 bytes.</summary>
    public byte[] SafetyCode => new SafetyCode(_engine.Identity.Fingerprint, Peer).ToBytes();

    /// <summary>"Mark as checked", or takes the mark away. Both leave a line in the chat.</summary>
    public Task SetCheckedAsync(bool isChecked) =>
        _engine.Thread.RunAsync(() => ChangeMarkAsync(contact => contact.Marked(isChecked, _engine.Time.GetUtcNow())));

    /// <summary>
    /// Compares what was scanned with the two fingerprints of this chat: agreement marks the contact as checked. A code
    /// that disagrees leaves a line in the chat, and a mark gets its question mark.
    /// </summary>
    /// <param name="scanned">The bytes of any QR code.</param>
    public Task<CodeCheck> CheckCodeAsync(byte[] scanned) =>
        _engine.Thread.RunAsync(async () =>
        {
            var check = Compare(scanned);
            if (check.Result == CodeResult.Agrees)
                await ChangeMarkAsync(contact => contact.Marked(true, _engine.Time.GetUtcNow()));
            else if (check.Result == CodeResult.Disagrees)
                await ChangeMarkAsync(contact => contact.Questioned(), "code-disagrees");
            return check;
        });

    /// <summary>"Later": the question mark stays, the question comes again with the next reason or start.</summary>
    public void CheckLater() =>
        _engine.Thread.Post(() =>
        {
            _laterChosen = true;
            RaiseChanged();
        });

    private CodeCheck Compare(byte[] scanned)
    {
        var me = _engine.Identity.Fingerprint;
        if (E2ee.SafetyCode.TryRead(scanned) is not { } code)
        {
            return new CodeCheck(E2ee.SafetyCode.IsMarked(scanned) ? CodeResult.OtherVersion : CodeResult.NotACode);
        }
        if (code.Shows == Peer && code.Expects == me)
            return new CodeCheck(CodeResult.Agrees);
        if (code.Shows == me)
            return new CodeCheck(CodeResult.Own);
        // Named only when that device expects me too; anything else must not sound like a harmless mistake.
        return code.Expects == me && _engine.Conversations.TryGetValue(code.Shows, out var other)
            ? new CodeCheck(CodeResult.OtherContact, other.Name)
            : new CodeCheck(CodeResult.Disagrees);
    }

    /// <param name="line">Written in any case; without one, a changed mark has its own.</param>
    private async Task ChangeMarkAsync(Func<Contact, Contact> change, string? line = null)
    {
        using (await _engine.Lock.EnterAsync())
        {
            if (IsDeleted)
                return;
            await History.EnsurePageAsync();
            var step = new Step(_engine, this);
            step.Contact = change(step.Contact);
            if (line is null && step.Contact == Contact)
                return;
            step.Line(line ?? (step.Contact.Level == VerificationLevel.Checked ? "checked" : "unchecked"));
            step.After(() => _laterChosen = false);
            await step.CommitAsync();
        }
        _engine.Notify();
    }
}
