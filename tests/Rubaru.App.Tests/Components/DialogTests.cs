namespace Rubaru.App.Tests.Components;

public sealed class DialogTests : Page
{
    [Fact]
    public async Task Deleting_a_contact_names_the_consequences_and_asks()
    {
        var deleted = 0;
        var details = Render<ContactDetails>(p =>
            p.Add(d => d.Name, "Asha")
                .Add(d => d.Peer, Person(1))
                .Add(
                    d => d.Delete,
                    () =>
                    {
                        deleted++;
                        return Task.CompletedTask;
                    }
                )
        );
        await details.Find("[data-testid=contact-delete]").ClickAsync(new());
        Assert.Equal(0, deleted);
        Assert.Equal("Delete Asha?", details.Find("h2").TextContent.Trim());
        Assert.Contains("cannot be undone", details.Markup, StringComparison.Ordinal);
        await details.Find("[data-testid=contact-delete-cancel]").ClickAsync(new());
        await details.Find("[data-testid=contact-delete]").ClickAsync(new());
        await details.Find("[data-testid=contact-delete-confirm]").ClickAsync(new());
        Assert.Equal(1, deleted);
    }

    [Fact]
    public async Task Erasing_everything_needs_the_word()
    {
        var erased = 0;
        var form = Render<EraseEverything>(p =>
            p.Add(
                e => e.Erase,
                () =>
                {
                    erased++;
                    return Task.CompletedTask;
                }
            )
        );
        await form.Find("form").SubmitAsync();
        await form.Find("[data-testid=erase-word]").InputAsync(new() { Value = "eras" });
        Assert.True(form.Find("[data-testid=erase-confirm]").HasAttribute("disabled"));
        await form.Find("form").SubmitAsync();
        Assert.Equal(0, erased);
        await form.Find("[data-testid=erase-word]").InputAsync(new() { Value = "erase" });
        await form.Find("form").SubmitAsync();
        Assert.Equal(1, erased);
    }

    [Fact]
    public async Task A_name_is_saved_only_when_it_changed()
    {
        var saved = new List<string>();
        var form = Render<NameForm>(p =>
            p.Add(f => f.Value, "Asha")
                .Add(f => f.Label, Rubaru.App.Texts.Text.DetailsName)
                .Add(f => f.Hint, Rubaru.App.Texts.Text.DetailsNameHint)
                .Add(f => f.TestId, "contact-name")
                .Add(
                    f => f.Save,
                    name =>
                    {
                        saved.Add(name);
                        return Task.CompletedTask;
                    }
                )
        );
        await form.Find("form").SubmitAsync();
        await form.Find("[data-testid=contact-name]").InputAsync(new() { Value = "  " });
        await form.Find("form").SubmitAsync();
        await form.Find("[data-testid=contact-name]").InputAsync(new() { Value = " Asha V " });
        await form.Find("form").SubmitAsync();
        Assert.Equal(["Asha V"], saved);
    }

    [Fact]
    public void Message_info_tells_path_layers_times_and_size()
    {
        var message = Text("Hi", state: MessageState.Sealed, path: MessagePath.None, expires: Noon.AddHours(6));
        var facts = Render<MessageInfo>(p => p.Add(i => i.Message, message))
            .Find("[data-testid=message-facts]")
            .TextContent;
        foreach (
            var expected in new[]
            {
                "Sealed on server, expires 18:00",
                "Via server",
                "2 layers",
                "12 March 2026, 18:00:00",
                "1,024 bytes",
            }
        )
        {
            Assert.Contains(expected, facts, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_dialog_is_named_by_its_title()
    {
        var sheet = Render<Sheet>(p => p.Add(s => s.Title, "Name me"));
        var dialog = sheet.Find("dialog");
        Assert.Equal("Name me", sheet.Find("#" + dialog.GetAttribute("aria-labelledby")).TextContent);
    }
}
