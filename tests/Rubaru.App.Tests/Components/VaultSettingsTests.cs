using Microsoft.Extensions.DependencyInjection;
using Rubaru.App.Browser;
using Rubaru.App.Tests.Pages;
using Rubaru.Client;

namespace Rubaru.App.Tests.Components;

/// <summary>"Lock and passphrase" over a real profile.</summary>
public sealed class VaultSettingsTests : Page
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_passphrase_is_set_confirmed_and_removed()
    {
        await using var client = await new LockedProfile(Clock).OpenAsync();
        await client.CreateProfileAsync("Asha");
        var block = Render<VaultSettings>(p => p.Add(v => v.Lock, client.AppLock));
        Assert.Equal("None", State(block));
        await block.Find("[data-testid=passphrase-set]").ClickAsync(new());

        await TypeAsync(block, "passphrase-new", "password");
        Assert.Equal("TooWeak", block.Find("[data-testid=passphrase-strength]").GetAttribute("data-level"));
        await block.Find("form").SubmitAsync();
        Assert.False(client.AppLock.HasPassphrase);
        await TypeAsync(block, "passphrase-new", LockedProfile.Passphrase);
        await block.Find("form").SubmitAsync();
        Assert.Equal("The two are not the same.", block.Find("[data-testid=passphrase-error]").TextContent.Trim());
        await TypeAsync(block, "passphrase-repeat", LockedProfile.Passphrase);
        await block.Find("form").SubmitAsync();
        block.WaitForAssertion(() => Assert.Equal("Closed", State(block)), Long);
        Assert.True(client.AppLock.HasPassphrase);

        await TypeAsync(block, "vault-confirm", "not this one");
        await block.Find("form").SubmitAsync();
        block.WaitForAssertion(
            () =>
                Assert.Equal(
                    "That is not the passphrase.",
                    block.Find("[data-testid=vault-confirm-error]").TextContent.Trim()
                ),
            Long
        );
        await TypeAsync(block, "vault-confirm", LockedProfile.Passphrase);
        await block.Find("form").SubmitAsync();
        block.WaitForAssertion(() => Assert.Equal("Open", State(block)), Long);
        await block.Find("[data-testid=passphrase-remove]").ClickAsync(new());
        block.WaitForAssertion(() => Assert.Equal("None", State(block)), Long);
    }

    [Fact]
    public async Task A_rolled_passphrase_is_shown_and_called_strong()
    {
        await using var client = await new LockedProfile(Clock).OpenAsync();
        await client.CreateProfileAsync("Asha");
        var form = Render<PassphraseForm>(p => p.Add(f => f.Lock, client.AppLock));
        await form.Find("[data-testid=passphrase-suggest]").ClickAsync(new());
        var field = form.Find("[data-testid=passphrase-new]");
        Assert.Equal("text", field.GetAttribute("type"));
        Assert.Equal(6, field.GetAttribute("value")!.Split(' ').Length);
        Assert.Equal("Strong", form.Find("[data-testid=passphrase-strength]").GetAttribute("data-level"));
        Assert.Empty(form.FindAll("[data-testid=passphrase-repeat]"));
        var first = field.GetAttribute("value");
        await form.Find("[data-testid=passphrase-suggest]").ClickAsync(new());
        Assert.NotEqual(first, form.Find("[data-testid=passphrase-new]").GetAttribute("value"));
    }

    [Fact]
    public async Task The_recovery_words_are_shown_until_they_are_written_down()
    {
        await using var client = await new LockedProfile(Clock).OpenAsync();
        await client.CreateProfileAsync("Asha");
        var panel = Render<RecoveryPanel>(p => p.Add(r => r.Lock, client.AppLock));
        await panel.Find("[data-testid=recovery-make]").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Equal(24, panel.FindAll("[data-testid=recovery-words] li").Count), Long);
        var words = panel.FindAll("[data-testid=recovery-words] li").Select(word => word.TextContent).ToArray();
        await panel.Find("[data-testid=recovery-hide]").ClickAsync(new());
        Assert.DoesNotContain(words[0] + "</li>", panel.Markup, StringComparison.Ordinal);
        await panel.Find("[data-testid=recovery-show]").ClickAsync(new());
        panel.WaitForAssertion(
            () =>
                Assert.Equal(words, panel.FindAll("[data-testid=recovery-words] li").Select(word => word.TextContent)),
            Long
        );
    }

    [Fact]
    public async Task The_keys_that_lock_are_those_of_the_system()
    {
        await using var client = await new LockedProfile(Clock).OpenAsync();
        await client.CreateProfileAsync("Asha", LockedProfile.Passphrase);
        JSInterop
            .SetupModule("./_content/Rubaru.App/js/lock-triggers.js")
            .Setup<string>("watch", _ => true)
            .SetResult("\u21e7\u2318L");
        await Services.GetRequiredService<LockTriggers>().WatchAsync(veiled: true);
        var block = Render<VaultSettings>(p => p.Add(v => v.Lock, client.AppLock));
        Assert.Equal("Lock now (\u21e7\u2318L)", block.Find("[data-testid=vault-lock]").TextContent.Trim());
    }

    private static string? State(IRenderedComponent<VaultSettings> block) =>
        block.Find("[data-testid=vault-settings]").GetAttribute("data-state");

    private static Task TypeAsync<T>(IRenderedComponent<T> block, string field, string text)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        block.Find($"[data-testid={field}]").InputAsync(new() { Value = text });
}
