using Microsoft.AspNetCore.Components.Forms;
using Rubaru.App.Pages;
using Rubaru.Client.Backups;

namespace Rubaru.App.Tests.Pages;

/// <summary>Restoring from the first screen: look first, then decide; every bad file has its own sentence.</summary>
public sealed class RestoreTests : Page
{
    private static readonly BackupSummary Summary = new("Asha", Noon, "https://example.org", 2, 31);
    private readonly List<string> done = [];

    [Fact]
    public void What_is_in_the_file_is_shown_before_anything_is_done()
    {
        var page = Open(new BackupCheck(BackupProblem.None, Summary));
        Choose(page);
        Submit(page);
        Assert.Equal(
            "Asha, made 12 March 2026, 12:00:00: 2 chats, 31 messages.",
            Find(page, "restore-found").TextContent
        );
        Assert.Contains("stops", Find(page, "restore-warning").TextContent, StringComparison.Ordinal);
        var unlocked = Find(page, "restore-unlocked").TextContent;
        Assert.Contains("without a passphrase until you set one", unlocked, StringComparison.Ordinal);
        Assert.Contains("recovery words have to be made anew", unlocked, StringComparison.Ordinal);
        Assert.Equal(["check nine herons"], done);
        Submit(page);
        Assert.Equal(["check nine herons", "do nine herons"], done);
    }

    public static TheoryData<BackupProblem, string> Problems =>
        new()
        {
            { BackupProblem.NotABackup, "This file is not a Rubaru backup." },
            { BackupProblem.NewerVersion, "newer version" },
            { BackupProblem.WrongSecret, "passphrase does not open" },
            { BackupProblem.CutShort, "end is missing" },
            { BackupProblem.Damaged, "damaged" },
            { BackupProblem.OtherServer, "belongs to https://example.org" },
        };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Every_problem_has_its_own_sentence(BackupProblem problem, string words)
    {
        var page = Open(new BackupCheck(problem, Summary));
        Choose(page);
        Submit(page);
        var error = Find(page, "restore-error");
        Assert.Contains(words, error.TextContent, StringComparison.Ordinal);
        Assert.Equal(problem.ToString(), error.GetAttribute("data-reason"));
        Assert.Empty(page.FindAll("[data-testid=restore-found]"));
        Assert.Equal(Enum.GetValues<BackupProblem>().Length - 1, Problems.Count);
    }

    [Fact]
    public void Without_a_file_or_a_passphrase_there_is_nothing_to_press()
    {
        var page = Open(new BackupCheck(BackupProblem.None, Summary));
        Assert.True(Find(page, "restore-submit").HasAttribute("disabled"));
        Choose(page);
        Assert.False(Find(page, "restore-submit").HasAttribute("disabled"));
        Find(page, "restore-passphrase").Input("");
        Assert.True(Find(page, "restore-submit").HasAttribute("disabled"));
    }

    private IRenderedComponent<Restore> Open(BackupCheck answer) =>
        Render<Restore>(parameters =>
            parameters
                .Add(p => p.Check, (_, secret) => Answer("check", secret, answer))
                .Add(p => p.Do, (_, secret) => Answer("do", secret, answer))
        );

    private Task<BackupCheck> Answer(string what, string secret, BackupCheck answer)
    {
        done.Add($"{what} {secret}");
        return Task.FromResult(answer);
    }

    private static void Choose(IRenderedComponent<Restore> page)
    {
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("anything", "a.rubaru"));
        Find(page, "restore-passphrase").Input("nine herons");
    }

    private static void Submit(IRenderedComponent<Restore> page) => page.Find("form").Submit();

    private static AngleSharp.Dom.IElement Find(IRenderedComponent<Restore> page, string id) =>
        page.Find($"[data-testid={id}]");
}
