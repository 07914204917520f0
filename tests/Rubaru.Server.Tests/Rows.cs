using Microsoft.Data.Sqlite;

namespace Rubaru.Server.Tests;

/// <summary>What an outsider with the database file sees.</summary>
internal static class Rows
{
    public static long Count(InProcessServer server, string table) => Number(server, $"SELECT count(*) FROM {table}");

    public static long Number(InProcessServer server, string sql) => (long)Value(server.Database, sql)!;

    public static string Text(InProcessServer server, string sql) => (string)Value(server.Database, sql)!;

    public static byte[] Bytes(InProcessServer server, string sql) => (byte[])Value(server.Database, sql)!;

    /// <summary>How many 32-byte pieces of the row's bytes stand somewhere in the database file or its log.</summary>
    public static int PiecesOnDisk(InProcessServer server, byte[] bytes)
    {
        var disk = Directory
            .GetFiles(server.Folder, "rubaru.db*")
            .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
            .Select(ReadShared)
            .ToList();
        return bytes.Chunk(32).Count(piece => disk.Any(file => file.AsSpan().IndexOf(piece) >= 0));
    }

    private static object? Value(string path, string sql)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ToString()
        );
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
