using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client;

/// <summary>The own profile: made once, and its name.</summary>
public sealed partial class ChatClient
{
    /// <param name="passphrase">Locks the profile from the first moment: no key that opens it by itself is ever stored.</param>
    /// <exception cref="InsufficientMemoryException">The device does not give the memory that a passphrase costs.</exception>
    public Task CreateProfileAsync(string name, string? passphrase = null) =>
        _engine.Thread.RunAsync(async () =>
        {
            if (_engine.IsOpen || AppLock.IsLocked)
                throw new InvalidOperationException("This device has a profile already.");
            var platform = _engine.Platform;
            // What a restore left that did not come to its end; there is no slot that could open any of it.
            await platform.Store.EraseAsync();
            var vault = Vault.Create(platform.Sodium);
            Change slot;
            try
            {
                slot = passphrase is null
                    ? await vault.DeviceSlotAsync(platform.DeviceKey)
                    : AppLock.FirstSlot(vault, passphrase);
            }
            catch
            {
                vault.Dispose();
                throw;
            }
            var transaction = new Transaction(vault, platform.Store, Schema.Current.Version);
            transaction.Add(slot);
            transaction.Add(Schema.Current.Written);
            using var identity = IdentityKeys.Create(platform.Sodium);
            var profile = Profile.Create(platform.Sodium, DisplayName.Clean(name), identity);
            var now = platform.Time.GetUtcNow();
            profile = new Prekeys(platform.Sodium, identity).CreateLasting(transaction, profile, now);
            profile.Write(transaction);
            await _engine.CommitAsync(transaction);
            await OpenAsync(vault);
        });

    public Task RenameAsync(string name) =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                var transaction = _engine.Begin();
                var profile = _engine.Profile with { Name = DisplayName.Clean(name) };
                profile.Write(transaction);
                transaction.After(() => _engine.Profile = profile);
                await _engine.CommitAsync(transaction);
                foreach (var conversation in _engine.Conversations.Values)
                {
                    var step = new Step(_engine, conversation);
                    step.Contact = step.Contact with { UpdateDue = true };
                    await step.CommitAsync();
                    conversation.Courier.Wake();
                }
            }
            RaiseChanged();
        });
}
