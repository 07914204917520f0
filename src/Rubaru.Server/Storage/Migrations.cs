using System.Globalization;
using System.Reflection;

namespace Rubaru.Server.Storage;

/// <summary>Numbered scripts embedded in the assembly, each applied once and in its own transaction.</summary>
internal static class Migrations
{
    private const string Folder = "Rubaru.Server.Storage.Migrations.";

    /// <param name="engine">Whose scripts; those of the two databases are numbered apart.</param>
    public static void Apply(Database database, string engine)
    {
        database.Script("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY)");
        var applied = database.Count("SELECT max(number) FROM migration");
        foreach (var (number, sql) in Scripts($"{Folder}{engine}.").Where(script => script.Number > applied))
        {
            database.Begin();
            database.Script(sql);
            database.Run("INSERT INTO migration (number) VALUES (@number)", number);
            database.Commit();
        }
    }

    private static IEnumerable<(long Number, string Sql)> Scripts(string prefix)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (long.Parse(name.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture), reader.ReadToEnd());
        }
    }
}
