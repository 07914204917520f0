using System.Text;
using Rubaru.Client.Backups;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;

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

    /// <summary>A file of these records, which opens like any other.</summary>
    public static async Task<byte[]> ForgedAsync(Town town, params (BackupKind Kind, byte[] Body)[] records)
    {
        using var file = new MemoryStream();
        using var writer = await BackupWriter.BeginAsync(
            town.Sodium,
            key =>
                [
                    PassphraseSlot.Create(
                        town.Sodium,
                        SlotType.Passphrase,
                        Encoding.UTF8.GetBytes(Passphrase),
                        new PassphraseCost(1, 8192),
                        key
                    ),
                ],
            bytes =>
            {
                file.Write(bytes.Span);
                return Task.CompletedTask;
            }
        );
        foreach (var (kind, body) in records)
            await writer.WriteAsync(kind, body);
        await writer.FinishAsync();
        return file.ToArray();
    }
}
