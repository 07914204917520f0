using Microsoft.Extensions.Time.Testing;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public abstract class PrekeyTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private const int KemAt = Limits.IdentityPublicSize + Limits.SignedPrekeySize;
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Fact]
    public async Task Each_one_time_prekey_is_handed_out_once_and_then_the_last_resort()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (owner, _) = await account.RegisterAsync(server);
        var prekeys = account.Prekeys(1, oneTime: 3);
        await owner.AskAsync<Done>(prekeys);
        var capability = await Account.PutCapabilityAsync(owner);
        using var asker = await server.OpenDepositAsync();
        foreach (var (kind, key) in prekeys.OneTime.Select(key => ((byte)1, key)).Append(((byte)2, account.LastResort)))
        {
            var bundle = await asker.AskAsync<Bundle>(new FetchBundle(9, capability));
            byte[] expected = [.. account.IdentityPublic, .. account.SignedPrekey, kind, .. key, .. account.MailboxKey];
            Assert.Equal(expected, bundle.Bytes);
        }
        Assert.Equal(new PrekeyCountIs(4, 0), await owner.AskAsync<PrekeyCountIs>(new PrekeyCount(4)));
    }

    [Fact]
    public async Task Looking_at_a_bundle_shows_the_last_resort_and_takes_nothing()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (owner, _) = await account.RegisterAsync(server);
        await owner.AskAsync<Done>(account.Prekeys(1, oneTime: 3));
        var capability = await Account.PutCapabilityAsync(owner, bundles: 1);
        using var asker = await server.OpenDepositAsync();
        byte[] front = [.. account.IdentityPublic, .. account.SignedPrekey];
        for (var i = 0; i < 2; i++)
        {
            var bundle = await asker.AskAsync<Bundle>(new CheckBundle(5, capability));
            Assert.Equal([.. front, 2, .. account.LastResort, .. account.MailboxKey], bundle.Bytes);
        }
        Assert.Equal(new PrekeyCountIs(4, 3), await owner.AskAsync<PrekeyCountIs>(new PrekeyCount(4)));
        Assert.Equal(1, (await asker.AskAsync<Bundle>(new FetchBundle(6, capability))).Bytes[KemAt]);
        Assert.Equal(
            new Refused(7, Refusal.UnknownCapability),
            await asker.AskAsync<Refused>(new CheckBundle(7, new byte[32]))
        );
    }

    [Fact]
    public async Task Two_askers_at_once_get_different_prekeys()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (_, capability) = await account.OpenAsync(server, oneTime: 10);
        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async _ =>
                {
                    using var asker = await server.OpenDepositAsync();
                    return (await asker.AskAsync<Bundle>(new FetchBundle(1, capability))).Bytes;
                })
        );
        Assert.Equal(
            10,
            taken
                .Select(bundle => Convert.ToHexString(bundle.AsSpan(KemAt, 1 + Limits.SignedKemKeySize)))
                .Distinct()
                .Count()
        );
    }

    [Fact]
    public async Task The_mailbox_key_costs_no_prekey()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (owner, capability) = await account.OpenAsync(server, oneTime: 2);
        using var asker = await server.OpenDepositAsync();
        Assert.Equal(account.MailboxKey, (await asker.AskAsync<MailboxKey>(new FetchMailboxKey(1, capability))).Bytes);
        Assert.Equal(2u, (await owner.AskAsync<PrekeyCountIs>(new PrekeyCount(4))).OneTime);
    }

    [Fact]
    public async Task A_mailbox_that_put_nothing_has_no_bundle()
    {
        await using var server = await StartAsync(time);
        var (owner, _) = await new Account().RegisterAsync(server);
        var capability = await Account.PutCapabilityAsync(owner);
        using var asker = await server.OpenDepositAsync();
        Assert.Equal(new Refused(1, Refusal.NoBundle), await asker.AskAsync<Refused>(new FetchBundle(1, capability)));
        Assert.Equal(
            new Refused(2, Refusal.NoBundle),
            await asker.AskAsync<Refused>(new FetchMailboxKey(2, capability))
        );
    }

    [Fact]
    public async Task A_new_identity_drops_the_one_time_prekeys_of_the_old()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (owner, _) = await account.OpenAsync(server, oneTime: 5);
        await owner.AskAsync<Done>(account.Prekeys(2, oneTime: 1));
        Assert.Equal(6u, (await owner.AskAsync<PrekeyCountIs>(new PrekeyCount(4))).OneTime);
        account.IdentityPublic = Account.Bytes(Limits.IdentityPublicSize);
        await owner.AskAsync<Done>(account.Prekeys(3, oneTime: 2));
        Assert.Equal(2u, (await owner.AskAsync<PrekeyCountIs>(new PrekeyCount(4))).OneTime);
    }

    [Fact]
    public async Task The_shelf_keeps_the_newest_fifty()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (owner, capability) = await account.OpenAsync(server, oneTime: 40);
        var second = account.Prekeys(2, oneTime: 50);
        await owner.AskAsync<Done>(second);
        Assert.Equal(50u, (await owner.AskAsync<PrekeyCountIs>(new PrekeyCount(4))).OneTime);
        using var asker = await server.OpenDepositAsync();
        var bundle = await asker.AskAsync<Bundle>(new FetchBundle(1, capability));
        Assert.Equal(second.OneTime[0], bundle.Bytes.AsSpan(KemAt + 1, Limits.SignedKemKeySize).ToArray());
    }

    [Fact]
    public async Task One_time_prekeys_are_dropped_after_28_days()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (_, _) = await account.OpenAsync(server, oneTime: 5);
        time.Advance(ServerLimits.OneTimePrekeyLife - TimeSpan.FromMinutes(1));
        await server.SweepAsync();
        Assert.Equal(5u, (await account.LogInAsync(server)).LoggedIn.OneTimePrekeys);
        time.Advance(TimeSpan.FromMinutes(2));
        await server.SweepAsync();
        Assert.Equal(0u, (await account.LogInAsync(server)).LoggedIn.OneTimePrekeys);
    }

    [Fact]
    public async Task Bundles_have_a_quota_and_one_capability_cannot_empty_the_shelf()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (owner, _) = await account.OpenAsync(server, oneTime: 50);
        var invite = await Account.PutCapabilityAsync(owner, bundles: 2);
        using var asker = await server.OpenDepositAsync();
        await asker.AskAsync<Bundle>(new FetchBundle(1, invite));
        await asker.AskAsync<Bundle>(new FetchBundle(1, invite));
        Assert.Equal(new Refused(1, Refusal.QuotaExceeded), await asker.AskAsync<Refused>(new FetchBundle(1, invite)));
        var contact = await Account.PutCapabilityAsync(owner);
        for (var i = 0; i < ServerLimits.OneTimePrekeysPerCapabilityAndHour + 5; i++)
        {
            var bundle = await asker.AskAsync<Bundle>(new FetchBundle(1, contact));
            Assert.Equal(i < ServerLimits.OneTimePrekeysPerCapabilityAndHour ? 1 : 2, bundle.Bytes[KemAt]);
        }
    }
}

public sealed class SqlitePrekeyTests() : PrekeyTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlPrekeyTests() : PrekeyTests(DatabaseKind.PostgreSql);
