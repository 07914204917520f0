using Rubaru.Client.Backups;
using Rubaru.Client.Tests.World;

namespace Rubaru.Client.Tests.Backups;

/// <summary>A backup as bytes, made and used by real engines.</summary>
internal static class BackupFile
{
    public const string Passphrase = "nine herons wade at dusk";

    public static async Task<(byte[] File, BackupSummary Summary)> OfAsync(Person person)
    {
        using var file = new MemoryStream();
        var summary = await person.Client.BackUpAsync(
            bytes =>
            {
                file.Write(bytes.Span);
                return Task.CompletedTask;
            },
            Passphrase
        );
        return (file.ToArray(), summary);
    }

    /// <summary>A new device of the person in the file.</summary>
    public static async Task<Person> RestoredAsync(Town town, byte[] file, string name)
    {
        var person = await town.ArriveAsync(name);
        var check = await person.RestoreAsync(file, Passphrase);
        Xunit.Assert.Equal(BackupProblem.None, check.Problem);
        return person;
    }
}
