namespace Rubaru.EndToEnd;

/// <summary>A backup saved by one browser brings the person back in another.</summary>
[QuietConsole]
public sealed class BackupTests(Chromium chromium)
{
    private const string Passphrase = "nine herons wade at dusk";

    [Fact]
    public async Task A_backup_saved_on_one_device_restores_on_another_and_the_first_one_stops()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.SendAsync("Before the move.");
        await asha.StateAsync("Before the move.", "Delivered");

        await CheckedAsync(asha);

        await asha.Id("settings-open").ClickAsync();
        await asha.Id("backup-open").ClickAsync();
        await asha.Id("backup-passphrase").FillAsync("short");
        await asha.Id("backup-make").ClickAsync();
        await asha.Id("backup-error").WaitForAsync();
        await asha.Id("backup-settings").ScrollIntoViewIfNeededAsync();
        await ScreenTests.ShootBothAsync(asha, "backup");
        await asha.Id("backup-passphrase").FillAsync(Passphrase);
        await asha.Id("backup-repeat").FillAsync(Passphrase);
        var download = await asha.Page.RunAndWaitForDownloadAsync(() => asha.Id("backup-make").ClickAsync());
        await asha.Id("backup-checked").WaitForAsync(new() { Timeout = Person.Deadline });
        Assert.EndsWith("1 chat, 1 message", (await asha.Id("backup-checked").TextContentAsync())!.Trim());
        Assert.EndsWith(".rubaru", download.SuggestedFilename);
        var file = await download.PathAsync();
        // Looked into once more on the device that made it: nothing is restored.
        await asha.CloseSheetAsync();
        await asha.Id("settings-open").ClickAsync();
        await asha.Id("backup-check-open").ClickAsync();
        await asha.Id("backup-check-file").SetInputFilesAsync(file);
        await asha.Id("backup-check-passphrase").FillAsync(Passphrase);
        await asha.Id("backup-check-do").ClickAsync();
        await asha.Id("backup-check-found").WaitForAsync(new() { Timeout = Person.Deadline });
        await asha.Id("backup-check-found").ScrollIntoViewIfNeededAsync();
        await ScreenTests.ShootBothAsync(asha, "backup-check");

        await using var phone = await Person.OpenAsync(chromium, server, "Asha", new() { Width = 390, Height = 844 });
        await phone.Page.GotoAsync(server.Url);
        await phone.Id("restore-open").ClickAsync();
        await phone.Id("restore-file").SetInputFilesAsync(file);
        await phone.Id("restore-passphrase").FillAsync("nine herons wade at dawn");
        await phone.Id("restore-submit").ClickAsync();
        await phone.Page.Locator("[data-testid=restore-error][data-reason=WrongSecret]").WaitForAsync();
        await phone.Id("restore-passphrase").FillAsync(Passphrase);
        await phone.Id("restore-submit").ClickAsync();
        await phone.Id("restore-found").WaitForAsync(new() { Timeout = Person.Deadline });
        await phone.Page.SetViewportSizeAsync(1280, 800);
        await ScreenTests.ShootBothAsync(phone, "restore-found");
        await phone.Page.SetViewportSizeAsync(390, 844);
        await phone.Id("restore-submit").ClickAsync();
        // What locked the profile did not come along, and is said once more.
        await phone.WaitAsync(phone.Page.Locator("[data-testid=banner][data-kind=restored]"));
        await ScreenTests.ShootBothAsync(phone, "restored");
        await phone.Id("banner-action").ClickAsync();
        await phone.WaitAsync(phone.Id("passphrase-set"));
        await phone.CloseSheetAsync();
        Assert.Equal(0, await phone.Page.Locator("[data-testid=banner][data-kind=restored]").CountAsync());
        await phone.OpenChatAsync("Bob");
        await phone.SeesAsync("Before the move.");

        await asha
            .Page.Locator("[data-testid=banner][data-kind=replaced]")
            .WaitForAsync(new() { Timeout = Person.Deadline });
        await phone.TypeAndSendAsync("From the new device.");
        await bob.SeesAsync("From the new device.");
        await phone.StateAsync("From the new device.", "Delivered");
        Assert.Empty(phone.Complaints);
    }

    /// <summary>Recovery words are offered once, after the first contact who was checked.</summary>
    private static async Task CheckedAsync(Person person)
    {
        await person.Id("chat-menu").ClickAsync();
        await person.Id("safety-open").ClickAsync(new() { Timeout = Person.Deadline });
        await person.Id("mark-checked").ClickAsync(new() { Timeout = Person.Deadline });
        await person.WaitAsync(person.Id("mark-unchecked"));
        await person.CloseSheetAsync();
        await person.WaitAsync(person.Page.Locator("[data-testid=banner][data-kind=recovery-words]"));
        await ScreenTests.ShootBothAsync(person, "recovery-offer");
        await person.Id("banner-action").ClickAsync();
        await person.Id("recovery-make").ClickAsync(new() { Timeout = Person.Deadline });
        await person.WaitAsync(person.Id("recovery-words"));
        await ScreenTests.ShootBothAsync(person, "recovery-words");
        await person.CloseSheetAsync();
        Assert.Equal(0, await person.Id("banner-action").CountAsync());
    }
}
