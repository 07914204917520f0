using Microsoft.AspNetCore.Components.Forms;
using Rubaru.Client.Backups;

namespace Rubaru.App.Tests.Components;

/// <summary>"Check a backup file" of the settings.</summary>
public sealed class BackupFileCheckTests : Page
{
    [Fact]
    public void A_whole_file_is_called_whole_with_what_is_in_it()
    {
        var summary = new BackupSummary("Asha", Noon, "https://example.org", 2, 31);
        var form = Open(new BackupCheck(BackupProblem.None, summary));
        Assert.True(form.Find("[data-testid=backup-check-do]").HasAttribute("disabled"));
        Check(form);
        Assert.Equal(
            "The file is whole: Asha, backed up 12 March 2026, 12:00:00. 2 chats, 31 messages. Nothing was changed here.",
            form.Find("[data-testid=backup-check-found]").TextContent
        );
        Assert.Empty(form.FindAll("[role=alert]"));
    }

    [Theory]
    [InlineData(BackupProblem.WrongSecret, "passphrase does not open")]
    [InlineData(BackupProblem.CutShort, "end is missing")]
    [InlineData(BackupProblem.Damaged, "damaged")]
    public void What_is_wrong_with_it_is_said(BackupProblem problem, string words)
    {
        var form = Open(new BackupCheck(problem));
        Check(form);
        var error = form.Find("[data-testid=backup-check-error]");
        Assert.Contains(words, error.TextContent, StringComparison.Ordinal);
        Assert.Equal(problem.ToString(), error.GetAttribute("data-reason"));
        Assert.Empty(form.FindAll("[data-testid=backup-check-found]"));
    }

    private IRenderedComponent<BackupFileCheck> Open(BackupCheck answer) =>
        Render<BackupFileCheck>(p =>
            p.Add(
                c => c.Check,
                (_, secret) =>
                {
                    Assert.Equal("nine herons", secret);
                    return Task.FromResult(answer);
                }
            )
        );

    private static void Check(IRenderedComponent<BackupFileCheck> form)
    {
        form.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("anything", "a.rubaru"));
        form.Find("[data-testid=backup-check-passphrase]").Input("nine herons");
        form.Find("form").Submit();
    }
}
